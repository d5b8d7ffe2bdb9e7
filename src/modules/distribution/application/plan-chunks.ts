import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { Database, type Tx } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { Clock } from '../../../shared/clock';
import { nextRange } from '../../audience';
import { type BatchTerms, selectBatchTerms } from '../../batch';
import { CHUNK_TARGET_MS, nextChunkUsers } from '../domain/chunk-size';
import { type ChunkStock, CouponStock, SerialStock } from '../domain/chunk-stock';
import { DistributionStatus } from '../domain/distribution-status';
import { type Chunk, grantQuota, insertChunk, selectPending, selectRecentRuns } from '../infra/chunk-rows';
import { updateWalk } from '../infra/distribution-changes';
import { lockDistribution, type StoredDistribution } from '../infra/distribution-rows';
import { CloseDistribution } from './close-distribution';
import { type ChunkJob, DistributionJobs } from './distribution-jobs';
import { PaceChunks } from './pace-chunks';
import { type Reserved, ReserveForChunks } from './reserve-for-chunks';

/** Ranges planned beyond those that can be carried out at once: the next one is there when one ends. */
const RANGES_AHEAD = 2;

/** What one look at a distribution has led to. */
interface Plan {
  jobs: ChunkJob[];
  /** Coupons or codes that the task would need at once and has not; 0: enough. */
  missing: number;
  /** It sends codes of a batch, instead of giving its coupons. */
  sendsCodes: boolean;
  /** Nothing is under way, and nothing was planned. */
  idle: boolean;
  audienceExhausted: boolean;
  batchId: string;
}

/**
 * Walks through a distribution's audience and writes chunks a few ranges ahead of what is done. Every end of a chunk calls
 * it, and so does a scan: whoever comes while another one is at it has nothing to do.
 */
@Injectable()
export class PlanChunks {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: DistributionJobs,
    private readonly pace: PaceChunks,
    private readonly reserve: ReserveForChunks,
    private readonly closeDistribution: CloseDistribution,
  ) {}

  async execute(distributionId: string): Promise<void> {
    const claimsUnderWay = await this.pace.claimsUnderWay();
    for (;;) {
      const plan = await this.database.transaction((tx) => this.plan(tx, distributionId, claimsUnderWay));
      if (!plan) return;
      faultPoint('distribution.plan:after-commit');
      await this.jobs.enqueueChunks(plan.jobs);
      const reserved = plan.missing > 0 ? await this.reserveMore(distributionId, plan) : 'none';
      if (reserved === 'some') continue;
      if (reserved === 'later' || !plan.idle) return;
      // Nothing is pending with a quota: it has come to its end, or to the end of the stock.
      if (plan.missing > 0) await this.closeDistribution.exhausted(distributionId);
      else if (plan.audienceExhausted) await this.closeDistribution.finished(distributionId);
      return;
    }
  }

  private async plan(tx: Tx, distributionId: string, claimsUnderWay: boolean): Promise<Plan | undefined> {
    const distribution = await lockDistribution(tx, distributionId, DistributionStatus.Running);
    const terms = distribution && (await selectBatchTerms(tx, distribution.batchId));
    if (!distribution || !terms) return undefined;
    const pending = await selectPending(tx, distributionId);
    const granted = pending.reduce((sum, { quota }) => sum + quota, 0);
    const sendsCodes = terms.codeMode === 'unique';
    const stock = sendsCodes
      ? new SerialStock(distribution)
      : new CouponStock(terms.unlimited ? Number.POSITIVE_INFINITY : distribution.reservedLeft - granted);
    const now = this.clock.now();
    const underWay = pending.filter(({ quota }) => quota > 0).length;
    const room = this.config.DISTRIBUTION_PARALLELISM + RANGES_AHEAD - underWay;

    const waiting = pending.filter(({ quota }) => quota === 0).slice(0, Math.max(0, room));
    const jobs = await this.grant(tx, distribution, waiting, stock, now);
    const users = nextChunkUsers(
      await selectRecentRuns(tx, distributionId),
      targetMs(terms, claimsUnderWay, now),
      distribution.perUser,
    );
    jobs.push(...(await this.walk(tx, distribution, { ranges: room - waiting.length, users, stock, now })));
    faultPoint('distribution.plan:before-commit');
    return {
      jobs,
      missing: stock.missing,
      sendsCodes,
      idle: underWay === 0 && jobs.length === 0,
      audienceExhausted: distribution.audienceExhausted,
      batchId: distribution.batchId,
    };
  }

  /** Chunks that wait for stock come before new ones. */
  private async grant(
    tx: Tx,
    { perUser }: StoredDistribution,
    waiting: readonly Chunk[],
    stock: ChunkStock,
    now: Date,
  ): Promise<ChunkJob[]> {
    const jobs: ChunkJob[] = [];
    for (const chunk of waiting) {
      const taken = stock.take(chunk.users * perUser);
      if (taken.quota === 0) break;
      await grantQuota(tx, chunk, taken, now);
      jobs.push({ ...chunk, queued: chunk.queued + 1 });
    }
    return jobs;
  }

  /** Cuts up to `ranges` new chunks off the walk, and moves its place on. */
  private async walk(
    tx: Tx,
    distribution: StoredDistribution,
    { ranges, users, stock, now }: { ranges: number; users: number; stock: ChunkStock; now: Date },
  ): Promise<ChunkJob[]> {
    const { distributionId, perUser, resolved, startedAt } = distribution;
    const next = (size: number) =>
      nextRange(
        tx,
        resolved,
        { now: startedAt ?? now, afterUserId: distribution.cursorUserId },
        Math.ceil(size),
      );
    const jobs: ChunkJob[] = [];
    for (let at = 0; at < ranges && !distribution.audienceExhausted; at++) {
      const whole = await next(users);
      const { quota, firstSerial } = stock.take((whole?.count ?? 0) * perUser);
      const isWhole = quota === (whole?.count ?? 0) * perUser;
      // With too little stock for all of them the last chunk is as long as the stock reaches.
      const range = isWhole ? whole : quota > 0 ? await next(quota / perUser) : null;
      if (range) {
        const chunkNo = ++distribution.chunks;
        const { cursorUserId: afterUserId } = distribution;
        const { untilUserId, count } = range;
        await insertChunk(
          tx,
          { distributionId, chunkNo, afterUserId, untilUserId, users: count, quota, firstSerial },
          now,
        );
        jobs.push({ distributionId, chunkNo, queued: 1 });
        distribution.cursorUserId = untilUserId;
      }
      if (!isWhole) break;
      distribution.audienceExhausted = !whole || whole.count < users;
    }
    await updateWalk(tx, distribution);
    return jobs;
  }

  private reserveMore(distributionId: string, { batchId, missing, sendsCodes }: Plan): Promise<Reserved> {
    const shortage = { distributionId, batchId, missing };
    return sendsCodes ? this.reserve.codes(shortage) : this.reserve.stock(shortage);
  }
}

function targetMs(terms: BatchTerms, claimsUnderWay: boolean, now: Date): number {
  if (claimsUnderWay) return CHUNK_TARGET_MS.claimsUnderWay;
  return now >= terms.claimFrom && now < terms.claimUntil
    ? CHUNK_TARGET_MS.openToClaims
    : CHUNK_TARGET_MS.alone;
}
