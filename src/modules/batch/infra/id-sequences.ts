import { idSequence } from '../../../platform/database';

export const BATCH_IDS = idSequence('coupon_batch');
