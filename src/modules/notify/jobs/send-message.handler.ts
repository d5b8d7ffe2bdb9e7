import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { enqueue, type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { Clock } from '../../../shared/clock';
import { INBOX_CHANGED, MESSAGE_CREATED } from '../application/outbox-topics';
import { SendMessage } from '../application/send-message';
import { finishMessage, selectMessage } from '../infra/message-rows';

/** Writes a message's inboxes in transactions of their own, and notes in the last one that it is sent. */
@Injectable()
export class SendMessageHandler implements OutboxHandler<PayloadOf<typeof MESSAGE_CREATED>> {
  readonly topic = MESSAGE_CREATED;
  readonly name = 'send-message';

  constructor(
    handlers: OutboxHandlers,
    private readonly sendMessage: SendMessage,
    private readonly clock: Clock,
  ) {
    handlers.register(this);
  }

  prepare({ messageId }: PayloadOf<typeof MESSAGE_CREATED>): Promise<void> {
    return this.sendMessage.execute(messageId);
  }

  async apply(tx: Tx, { messageId }: PayloadOf<typeof MESSAGE_CREATED>): Promise<void> {
    const message = await selectMessage(tx, messageId);
    if (!message) return;
    await finishMessage(tx, messageId);
    await enqueue(tx, INBOX_CHANGED, { fromUserId: '1', untilUserId: message.sentUntil }, this.clock.now());
  }
}
