import { idSequence } from '../../../platform/database';

export const TAG_IDS = idSequence('tag');
export const GROUP_IDS = idSequence('user_group');
export const IMPORT_IDS = idSequence('audience_import');
