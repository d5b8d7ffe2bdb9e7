import { idSequence } from '../../../platform/database';

/** Claims of a flash sale take them by the thousand, and a chunk of a distribution reserves a range of its own. */
export const COUPON_IDS = idSequence('coupon', { blockSize: 10_000 });
export const OPERATION_IDS = idSequence('operation', { blockSize: 500 });
