import { Injectable } from '@nestjs/common';
import type { InboxAudience } from '../../domain/inbox-audience';
import { InboxPubSub } from '../../infra/inbox-pubsub';

/** Tells the processes that hold users' streams to look into the inboxes. */
@Injectable()
export class SpreadInboxChanges {
  constructor(private readonly inboxPubSub: InboxPubSub) {}

  /** @throws when Redis is away */
  execute(audience: InboxAudience): Promise<void> {
    return this.inboxPubSub.publish(audience);
  }
}
