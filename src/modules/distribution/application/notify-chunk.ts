import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database';
import { type IssuedChunk, readHolders } from '../../coupon';
import { Announce, type AnnouncementPart } from '../../notify';
import { selectDistribution } from '../infra/distribution-rows';

/** What is written to the inboxes of a chunk's users. */
export interface ChunkNotice {
  messageId: string;
  part: AnnouncementPart;
}

/** Tells the users of a chunk what its distribution has to say. */
@Injectable()
export class NotifyChunk {
  constructor(
    private readonly database: Database,
    private readonly announce: Announce,
  ) {}

  /** @returns null when there is nothing to say, or nobody to say it to */
  async prepare(chunk: IssuedChunk): Promise<ChunkNotice | null> {
    const distribution = await selectDistribution(this.database, chunk.distributionId);
    const holders = await readHolders(this.database, chunk);
    if (!distribution?.message || !holders) return null;
    const messageId = await this.announce.open({
      sourceKey: `distribution:${chunk.distributionId}`,
      merchantId: distribution.merchantId,
      codeBatchId: null,
      ...distribution.message,
    });
    return { messageId, part: holders };
  }

  async deliver(tx: Tx, { messageId, part }: ChunkNotice): Promise<void> {
    await this.announce.deliver(tx, messageId, part);
  }
}
