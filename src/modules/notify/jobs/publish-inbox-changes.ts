import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type OutboxHandler, OutboxHandlers, type OutboxTopics } from '../../../platform/outbox';
import { InboxPubSub } from '../infra/inbox-pubsub';

/**
 * Tells the processes that hold users' streams to look into the inboxes. What is said twice, or to nobody, does no harm.
 */
@Injectable()
export class PublishInboxChanges implements OnModuleInit, OutboxHandler<'notify.live'> {
  readonly topic = 'notify.live';

  constructor(
    private readonly handlers: OutboxHandlers,
    private readonly inboxPubSub: InboxPubSub,
  ) {}

  onModuleInit(): void {
    this.handlers.register(this);
  }

  prepare(audience: OutboxTopics['notify.live']): Promise<void> {
    return this.inboxPubSub.publish(audience);
  }

  async apply(): Promise<void> {
    // Saying it was all.
  }
}
