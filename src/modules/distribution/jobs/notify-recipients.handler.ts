import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { type ChunkNotice, NotifyChunk } from '../application/notify-chunk';
import { CHUNK_DISTRIBUTED } from '../application/outbox-topics';

/** Tells the users of a chunk what its distribution has to say. The chunk's coupons are committed by then. */
@Injectable()
export class NotifyRecipients implements OutboxHandler<PayloadOf<typeof CHUNK_DISTRIBUTED>> {
  readonly topic = CHUNK_DISTRIBUTED;
  readonly name = 'notify-recipients';

  constructor(
    handlers: OutboxHandlers,
    private readonly notifyChunk: NotifyChunk,
  ) {
    handlers.register(this);
  }

  prepare(chunk: PayloadOf<typeof CHUNK_DISTRIBUTED>): Promise<ChunkNotice | null> {
    return this.notifyChunk.prepare(chunk);
  }

  async apply(
    tx: Tx,
    _chunk: PayloadOf<typeof CHUNK_DISTRIBUTED>,
    notice: ChunkNotice | null,
  ): Promise<void> {
    if (notice) await this.notifyChunk.deliver(tx, notice);
  }
}
