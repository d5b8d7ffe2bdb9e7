import { idSequence } from '../../../platform/database';

export const TEMPLATE_IDS = idSequence('notify_template');
export const MESSAGE_IDS = idSequence('notify_message');
