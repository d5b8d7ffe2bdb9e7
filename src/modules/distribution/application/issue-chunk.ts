import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { Database, IdGenerator, type Tx } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { counter, histogram } from '../../../platform/metrics';
import { enqueue } from '../../../platform/outbox';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { selectionSql } from '../../audience';
import {
  BatchStatus,
  type BatchTerms,
  confirmTerms,
  selectBatchTerms,
  takeReserved,
  validityOf,
} from '../../batch';
import {
  type ChunkCoupons,
  COUPON_IDS,
  COUPON_ISSUED,
  CouponSource,
  insertChunkCoupons,
  oneCouponEach,
  readBlock,
  readHolder,
  refusalByTerms,
} from '../../coupon';
import { planRemindersBySelect, reminderTimes } from '../../notify';
import { DistributionStatus } from '../domain/distribution-status';
import { type Chunk, recordRun, requeueRemainder, selectChunk, takeChunk } from '../infra/chunk-rows';
import { type ChunkCounts, countChunk, transitionDistribution } from '../infra/distribution-changes';
import { type StoredDistribution, selectDistribution } from '../infra/distribution-rows';
import { ChunkRefused, countChunkUsers } from './chunk-work';
import { CHUNK_DISTRIBUTED } from './outbox-topics';
import { type CodesWork, SendChunkCodes } from './send-chunk-codes';

/** Passes over one chunk while others give its users coupons at the same moment. */
const MAX_PASSES = 5;
/** Ids for the rows that such races cost; far more than there are in the time of one chunk. */
const SPARE_IDS = 500;
/** A chunk whose batch or task changed under it is looked at again so often; then it waits for its next job. */
const MAX_TRIES = 3;

const chunkRows = counter('coupon_distribution_coupons_total', 'Coupons issued by distributions');
const chunkCodes = counter('coupon_distribution_codes_total', 'Codes that distributions gave to users');
const chunkSeconds = histogram(
  'coupon_distribution_chunk_seconds',
  'How long the transactions of chunks took',
  [0.01, 0.03, 0.1, 0.2, 0.5, 1, 2, 5],
);

/** One chunk with all that its transaction needs. */
interface Work {
  distribution: StoredDistribution;
  terms: BatchTerms;
  chunk: Chunk;
  coupons: ChunkCoupons;
}

/** What the transaction found and did. */
interface Counted extends ChunkCounts {
  rest: { afterUserId: string; users: number } | undefined;
}

/** Carries out one chunk of a distribution: one transaction that begins with the chunk's row and ends with the batch's. */
@Injectable()
export class IssueChunk {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly sendCodes: SendChunkCodes,
  ) {}

  /**
   * Does nothing when the chunk is not pending, the distribution not running, or its batch paused; it may run twice, at the
   * same time as its double, or long after it was meant to.
   * @throws AppError BUSY, OUTCOME_UNKNOWN
   */
  async execute(distributionId: string, chunkNo: number): Promise<void> {
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      const work = await this.prepare(distributionId, chunkNo);
      if (!work) return;
      const start = performance.now();
      try {
        const sendsCodes = 'messageId' in work;
        const counted = await this.database.transaction((tx) =>
          sendsCodes ? this.sendCodes.carryOut(tx, work) : this.carryOut(tx, work),
        );
        faultPoint('distribution.chunk:after-commit');
        chunkSeconds.observe((performance.now() - start) / 1000);
        (sendsCodes ? chunkCodes : chunkRows).inc(counted?.issued ?? 0);
        return;
      } catch (error) {
        // What was read before the transaction has changed since: it is read again.
        if (!(error instanceof ChunkRefused)) throw error;
      }
    }
  }

  private async prepare(distributionId: string, chunkNo: number): Promise<Work | CodesWork | undefined> {
    const [distribution, chunk] = await Promise.all([
      selectDistribution(this.database, distributionId),
      selectChunk(this.database, distributionId, chunkNo),
    ]);
    if (!distribution || distribution.status !== DistributionStatus.Running) return undefined;
    if (!chunk || chunk.quota === 0) return undefined;
    const now = this.clock.now();
    const terms = await selectBatchTerms(this.database, distribution.batchId);
    if (!terms || !(await this.mayIssue(distribution, terms, now))) return undefined;
    if (terms.codeMode === 'unique') return this.sendCodes.prepare({ distribution, terms, chunk });
    const idCount = chunk.quota + SPARE_IDS;
    const from = await this.ids.reserve(COUPON_IDS, idCount);
    const window = {
      now: distribution.startedAt ?? now,
      afterUserId: chunk.afterUserId,
      untilUserId: chunk.untilUserId,
    };
    const coupons: ChunkCoupons = {
      batchId: terms.batchId,
      users: selectionSql(distribution.resolved, window),
      ids: { from, until: from + idCount },
      perUser: distribution.perUser,
      perUserLimit: terms.perUserLimit,
      ...validityOf(terms.validity, now, this.config.DEFAULT_TIME_ZONE),
      now,
    };
    return { distribution, terms, chunk, coupons };
  }

  /** A paused batch holds its distributions, the end of one ends them. */
  private async mayIssue(
    { distributionId }: StoredDistribution,
    terms: BatchTerms,
    now: Date,
  ): Promise<boolean> {
    const refusal = refusalByTerms(terms, CouponSource.Distributed, now);
    if (refusal === 'BATCH_CLAIM_ENDED' || terms.status === BatchStatus.Ended) {
      await this.database.transaction((tx) =>
        transitionDistribution(tx, distributionId, 'cancel', { reason: 'BATCH_CLAIM_ENDED' }),
      );
    }
    return refusal === undefined;
  }

  /** The one order of locks: the chunk's row, coupons, reminders, outbox, the task's row, and the batch's row last. */
  private async carryOut(tx: Tx, work: Work): Promise<Counted | undefined> {
    const { distribution, terms, chunk, coupons } = work;
    const start = performance.now();
    if (!(await takeChunk(tx, chunk))) return undefined;
    const { issued, passes } = await this.insert(tx, work);
    faultPoint('distribution.chunk:after-coupons');
    if (issued > 0) {
      await planRemindersBySelect(tx, {
        batchId: terms.batchId,
        coupons: oneCouponEach(coupons.ids, terms.batchId, coupons.perUser),
        times: reminderTimes(coupons, terms.remindDays, this.config.DEFAULT_TIME_ZONE),
      });
    }
    const counted = await this.count(tx, work, issued, passes);
    const run = { tookMs: performance.now() - start, now: this.clock.now() };
    const [, , , isTaken, isGuarded] = await Promise.all([
      recordRun(tx, chunk, counted, run),
      counted.rest && requeueRemainder(tx, chunk, counted.rest),
      issued > 0 && this.enqueueNotices(tx, work, issued),
      countChunk(tx, distribution.distributionId, counted, !terms.unlimited),
      terms.unlimited ? confirmTerms(tx, terms) : issued === 0 || takeReserved(tx, terms, issued),
    ]);
    if (!isTaken || !isGuarded) throw new ChunkRefused();
    faultPoint('distribution.chunk:before-commit');
    return counted;
  }

  /** IdempotentRequest more while somebody else's coupons got in between: only what users are still owed is inserted. */
  private async insert(tx: Tx, { chunk, coupons }: Work): Promise<{ issued: number; passes: number }> {
    let [issued, firstId] = [0, coupons.ids.from];
    for (let passes = 1; passes <= MAX_PASSES; passes++) {
      const limit = Math.min(chunk.quota - issued, coupons.ids.until - firstId);
      const inserted = await insertChunkCoupons(tx, coupons, { firstId, limit, again: passes > 1 });
      issued += inserted.coupons;
      firstId += inserted.coupons + inserted.raced;
      if (inserted.raced === 0 && !inserted.isOutdated) return { issued, passes };
    }
    throw new AppError('BUSY', { detail: 'others give the same users coupons faster than they are found' });
  }

  /** Who got coupons, who held as many as they may, and whom the quota did not reach. */
  private async count(tx: Tx, work: Work, issued: number, passes: number): Promise<Counted> {
    const { chunk, coupons } = work;
    const usedUp = issued === chunk.quota;
    const onePerRow = coupons.perUser === 1 && passes === 1;
    const { served, lastUserId } = onePerRow
      ? { served: issued, lastUserId: usedUp ? await readHolder(tx, coupons.ids.from + issued - 1) : null }
      : await readBlock(tx, coupons.ids);
    // Only a quota that was used up can have cut users off, and they come after the last one served.
    const beyond = usedUp ? await countChunkUsers(tx, work, coupons.now, lastUserId) : 0;
    if (served === chunk.users && beyond === 0) return { issued, served, skipped: 0, rest: undefined };
    const users = await countChunkUsers(tx, work, coupons.now, null);
    const rest = beyond > 0 && lastUserId ? { afterUserId: lastUserId, users: beyond } : undefined;
    return { issued, served, skipped: Math.max(0, users - beyond - served), rest };
  }

  /** One event for all coupons of the chunk, and one for those who are to be told of them. */
  private async enqueueNotices(
    tx: Tx,
    { distribution, terms, chunk, coupons }: Work,
    count: number,
  ): Promise<void> {
    const part = {
      distributionId: distribution.distributionId,
      chunkNo: chunk.chunkNo,
      fromCouponId: String(coupons.ids.from),
      untilCouponId: String(coupons.ids.until),
    };
    const now = this.clock.now();
    const { batchId } = terms;
    await Promise.all([
      enqueue(tx, COUPON_ISSUED, { batchId, count, source: CouponSource.Distributed, chunk: part }, now),
      distribution.message && enqueue(tx, CHUNK_DISTRIBUTED, part, now),
    ]);
  }
}
