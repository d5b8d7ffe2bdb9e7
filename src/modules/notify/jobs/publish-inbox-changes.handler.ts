import { Injectable } from '@nestjs/common';
import { type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { SpreadInboxChanges } from '../application/inbox/spread-inbox-changes';
import { INBOX_CHANGED } from '../application/outbox-topics';

/**
 * Tells the processes that hold users' streams to look into the inboxes. What is said twice, or to nobody, does no harm.
 */
@Injectable()
export class PublishInboxChanges implements OutboxHandler<PayloadOf<typeof INBOX_CHANGED>> {
  readonly topic = INBOX_CHANGED;
  readonly name = 'publish-inbox-changes';

  constructor(
    handlers: OutboxHandlers,
    private readonly spread: SpreadInboxChanges,
  ) {
    handlers.register(this);
  }

  prepare(audience: PayloadOf<typeof INBOX_CHANGED>): Promise<void> {
    return this.spread.execute(audience);
  }

  async apply(): Promise<void> {
    // Saying it was all.
  }
}
