import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { MESSAGE_CREATED } from '../application/outbox-topics';
import { SendMessage } from '../application/send-message';

/** Writes a message's inboxes in transactions of their own, and notes in the last one that it is sent. */
@Injectable()
export class SendMessageHandler implements OutboxHandler<PayloadOf<typeof MESSAGE_CREATED>> {
  readonly topic = MESSAGE_CREATED;
  readonly name = 'send-message';

  constructor(
    handlers: OutboxHandlers,
    private readonly sendMessage: SendMessage,
  ) {
    handlers.register(this);
  }

  prepare({ messageId }: PayloadOf<typeof MESSAGE_CREATED>): Promise<void> {
    return this.sendMessage.execute(messageId);
  }

  apply(tx: Tx, { messageId }: PayloadOf<typeof MESSAGE_CREATED>): Promise<void> {
    return this.sendMessage.finish(tx, messageId);
  }
}
