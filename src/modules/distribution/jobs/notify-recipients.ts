import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { Announce, type AnnouncementPart } from '../../notify';
import { CHUNK_DISTRIBUTED } from '../application/outbox-topics';
import { readHolders } from '../infra/chunk-coupons';
import { selectDistribution } from '../infra/distribution-rows';

interface Prepared {
  messageId: string;
  part: AnnouncementPart;
}

/** Tells the users of a chunk what its distribution has to say. The chunk's coupons are committed by then. */
@Injectable()
export class NotifyRecipients implements OutboxHandler<PayloadOf<typeof CHUNK_DISTRIBUTED>> {
  readonly topic = CHUNK_DISTRIBUTED;
  readonly name = 'notify-recipients';

  constructor(
    handlers: OutboxHandlers,
    private readonly database: Database,
    private readonly announce: Announce,
  ) {
    handlers.register(this);
  }

  async prepare(chunk: PayloadOf<typeof CHUNK_DISTRIBUTED>): Promise<Prepared | null> {
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

  async apply(tx: Tx, _chunk: PayloadOf<typeof CHUNK_DISTRIBUTED>, prepared: Prepared | null): Promise<void> {
    if (prepared) await this.announce.deliver(tx, prepared.messageId, prepared.part);
  }
}
