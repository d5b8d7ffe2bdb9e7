import { idSequence } from '../../../platform/database';

export const DISTRIBUTION_IDS = idSequence('distribution');
