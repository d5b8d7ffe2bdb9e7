import { outboxTopic } from '../../../platform/outbox';
import type { InboxAudience } from '../domain/inbox-audience';

/** A message to selected users is committed and waits to be written to their inboxes. */
export const MESSAGE_CREATED = outboxTopic<{ messageId: string }>('notify.send');

/** Users have something new in their inboxes, which those who are online get at once. */
export const INBOX_CHANGED = outboxTopic<InboxAudience>('notify.live');

export const notifyTopics = [MESSAGE_CREATED, INBOX_CHANGED];
