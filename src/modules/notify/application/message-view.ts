import type { StoredMessage } from '../infra/message-rows';
import { MessageStatus } from '../infra/message-rows';

/** How the e-mails and SMS of a message stand. */
export interface DeliveryCounts {
  waiting: number;
  sent: number;
  dead: number;
  notNeeded: number;
}

/** A message as it leaves the API. */
export interface MessageView {
  messageId: string;
  merchantId: string | null;
  templateId: string | null;
  transactional: boolean;
  status: 'sending' | 'sent';
  /** Inboxes with a row of their own; a message to everyone has none, and null here. */
  recipients: number | null;
  createdAt: string;
}

/** One by itself also tells how its e-mails and SMS stand. */
export interface MessageStateView extends MessageView {
  deliveries: DeliveryCounts;
}

export function toMessageView(message: StoredMessage): MessageView {
  return {
    messageId: message.messageId,
    merchantId: message.merchantId,
    templateId: message.templateId,
    transactional: message.transactional === 1,
    status: message.status === MessageStatus.Sent ? 'sent' : 'sending',
    recipients: message.toEveryone ? null : Number(message.recipients),
    createdAt: message.createdAt.toISOString(),
  };
}
