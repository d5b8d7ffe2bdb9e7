import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { enqueue, type OutboxHandler, OutboxHandlers, type OutboxTopics } from '../../../platform/outbox';
import { Clock } from '../../../shared/clock';
import { SendMessage } from '../application/send-message';
import { finishMessage, selectMessage } from '../infra/message-rows';

/** Writes a message's inboxes in transactions of their own, and notes in the last one that it is sent. */
@Injectable()
export class SendMessageHandler implements OnModuleInit, OutboxHandler<'notify.send'> {
  readonly topic = 'notify.send';

  constructor(
    private readonly handlers: OutboxHandlers,
    private readonly sendMessage: SendMessage,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.handlers.register(this);
  }

  prepare({ messageId }: OutboxTopics['notify.send']): Promise<void> {
    return this.sendMessage.execute(messageId);
  }

  async apply(tx: Tx, { messageId }: OutboxTopics['notify.send']): Promise<void> {
    const message = await selectMessage(tx, messageId);
    if (!message) return;
    await finishMessage(tx, messageId);
    await enqueue(tx, 'notify.live', { fromUserId: '1', untilUserId: message.sentUntil }, this.clock.now());
  }
}
