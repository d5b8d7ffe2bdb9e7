import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type OutboxTopics } from '../../../platform/outbox';
import { SendMessage } from '../application/send-message';
import { finishMessage } from '../infra/message-rows';

/** Writes a message's inboxes in transactions of their own, and notes in the last one that it is sent. */
@Injectable()
export class SendMessageHandler implements OnModuleInit, OutboxHandler<'notify.send'> {
  readonly topic = 'notify.send';

  constructor(
    private readonly handlers: OutboxHandlers,
    private readonly sendMessage: SendMessage,
  ) {}

  onModuleInit(): void {
    this.handlers.register(this);
  }

  prepare({ messageId }: OutboxTopics['notify.send']): Promise<void> {
    return this.sendMessage.execute(messageId);
  }

  apply(tx: Tx, { messageId }: OutboxTopics['notify.send']): Promise<void> {
    return finishMessage(tx, messageId);
  }
}
