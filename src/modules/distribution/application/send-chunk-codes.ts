import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { Clock } from '../../../shared/clock';
import { selectionSql } from '../../audience';
import { type BatchTerms, confirmTerms } from '../../batch';
import { Announce } from '../../notify';
import { type Chunk, recordRun, requeueRemainder, takeChunk } from '../infra/chunk-rows';
import { type ChunkCounts, countChunk } from '../infra/distribution-changes';
import type { StoredDistribution } from '../infra/distribution-rows';
import { ChunkRefused, countChunkUsers } from './chunk-work';

/** One chunk of a distribution that sends codes. */
interface ChunkOfCodes {
  distribution: StoredDistribution;
  terms: BatchTerms;
  chunk: Chunk;
}

/** The same with the message that tells the codes. */
export interface CodesWork extends ChunkOfCodes {
  messageId: string;
}

/**
 * Gives the users of a chunk a code each: what they are told, and which code, is written in one transaction that begins by marking
 * the chunk as done. So each user has one serial, for good, however often and by whomever it is sent.
 */
@Injectable()
export class SendChunkCodes {
  constructor(
    private readonly announce: Announce,
    private readonly clock: Clock,
  ) {}

  /** In transactions of its own. */
  async prepare(work: ChunkOfCodes): Promise<CodesWork> {
    const { distributionId, merchantId, batchId, message } = work.distribution;
    if (!message) throw new Error('a distribution of codes has no message');
    const messageId = await this.announce.open({
      sourceKey: `distribution:${distributionId}`,
      merchantId,
      codeBatchId: batchId,
      ...message,
    });
    return { ...work, messageId };
  }

  /**
   * @returns what was sent; undefined when the chunk is not pending any more
   * @throws ChunkRefused when what was read before the transaction has changed
   */
  async carryOut(tx: Tx, work: CodesWork): Promise<ChunkCounts | undefined> {
    const { distribution, terms, chunk, messageId } = work;
    const start = performance.now();
    if (chunk.firstSerial === null) throw new Error('a chunk of codes has no serials');
    if (!(await takeChunk(tx, chunk))) return undefined;
    const now = this.clock.now();
    const { afterUserId, untilUserId, quota } = chunk;
    const window = { now: distribution.startedAt ?? now, afterUserId, untilUserId };
    const sent = await this.announce.deliverCodes(tx, messageId, {
      users: selectionSql(distribution.resolved, window),
      ...{ afterUserId, untilUserId, firstSerial: Number(chunk.firstSerial), limit: quota },
    });
    faultPoint('code.send:after-rows');
    const users = await countChunkUsers(tx, work, now, null);
    const beyond = sent.more ? await countChunkUsers(tx, work, now, sent.lastUserId) : 0;
    const counted = {
      issued: sent.count,
      served: sent.count,
      skipped: Math.max(0, users - beyond - sent.count),
    };
    const [, , isTaken, isGuarded] = await Promise.all([
      recordRun(tx, chunk, counted, { tookMs: performance.now() - start, now: this.clock.now() }),
      beyond > 0 && requeueRemainder(tx, chunk, { afterUserId: sent.lastUserId!, users: beyond }),
      countChunk(tx, distribution.distributionId, counted, false),
      confirmTerms(tx, terms),
    ]);
    if (!isTaken || !isGuarded) throw new ChunkRefused();
    faultPoint('code.send:before-commit');
    return counted;
  }
}
