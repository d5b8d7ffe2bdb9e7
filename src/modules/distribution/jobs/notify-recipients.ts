import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type OutboxTopics } from '../../../platform/outbox';
import { Announce, type AnnouncementPart } from '../../notify';
import { readHolders } from '../infra/chunk-coupons';
import { selectDistribution } from '../infra/distribution-rows';

interface Prepared {
  messageId: string;
  part: AnnouncementPart;
}

/** Tells the users of a chunk what its distribution has to say. The chunk's coupons are committed by then. */
@Injectable()
export class NotifyRecipients implements OnModuleInit, OutboxHandler<'coupon.distributed'> {
  readonly topic = 'coupon.distributed';

  constructor(
    private readonly handlers: OutboxHandlers,
    private readonly database: Database,
    private readonly announce: Announce,
  ) {}

  onModuleInit(): void {
    this.handlers.register(this);
  }

  async prepare(chunk: OutboxTopics['coupon.distributed']): Promise<Prepared | null> {
    const distribution = await selectDistribution(this.database, chunk.distributionId);
    const holders = await readHolders(this.database, chunk);
    if (!distribution?.message || !holders) return null;
    const messageId = await this.announce.open({
      sourceKey: `distribution:${chunk.distributionId}`,
      merchantId: distribution.merchantId,
      ...distribution.message,
    });
    return { messageId, part: holders };
  }

  async apply(tx: Tx, _chunk: OutboxTopics['coupon.distributed'], prepared: Prepared | null): Promise<void> {
    if (prepared) await this.announce.deliver(tx, prepared.messageId, prepared.part);
  }
}
