import { idSequence } from '../../../platform/database';

export const RULE_IDS = idSequence('rule');
