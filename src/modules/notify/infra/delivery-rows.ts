import type { Tx } from '../../../platform/database';
import type { Channel } from '../domain/message-texts';

/** `notify_delivery.status`. */
export const DeliveryStatus = { Waiting: 0, Sent: 1, Dead: 2, NotNeeded: 3 } as const;

export interface NewDelivery {
  userId: string;
  messageId: string;
  channel: Channel;
  dueAt: Date;
}

/** Writes down what is to be sent, in the transaction that writes the inbox. */
export async function insertDeliveries(tx: Tx, deliveries: readonly NewDelivery[], now: Date): Promise<void> {
  if (deliveries.length === 0) return;
  await tx.change(
    'INSERT INTO notify_delivery (message_id, user_id, channel, due_at, created_at, updated_at) VALUES ?',
    [
      deliveries.map(({ messageId, userId, channel, dueAt }) => [
        messageId,
        userId,
        channel,
        dueAt,
        now,
        now,
      ]),
    ],
  );
}
