import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import {
  Database,
  IdGenerator,
  isDuplicateKey,
  isGuardRefusal,
  type Tx,
} from '../../../../platform/database';
import { withoutDeadline } from '../../../../platform/deadline';
import { faultPoint } from '../../../../platform/faults';
import { counter, histogram } from '../../../../platform/metrics';
import { enqueue } from '../../../../platform/outbox';
import { Batcher } from '../../../../shared/batcher';
import { Clock } from '../../../../shared/clock';
import { compareIds } from '../../../../shared/compare-ids';
import { AppError } from '../../../../shared/errors';
import { selectedAmong } from '../../../audience';
import {
  type BatchTerms,
  confirmTerms,
  selectBatchStock,
  selectListedUsers,
  takeStock,
  validityOf,
} from '../../../batch';
import { planReminders, reminderTimes } from '../../../notify';
import {
  type ClaimOutcome,
  type ClaimRequest,
  type CouponSource,
  isByUser,
  refusalByTerms,
} from '../../domain/claim';
import { Flush } from '../../domain/claim-flush';
import { ClaimGate } from '../../infra/claim-gate';
import { ClaimLoadMeter } from '../../infra/claim-load-meter';
import { insertCoupons, type NewCoupon, readByRequestKey, readHeld } from '../../infra/claim-statements';
import { insertCodeUses, selectCodeUses } from '../../infra/code-use-rows';
import { COUPON_IDS } from '../../infra/id-sequences';
import { COUPON_ISSUED } from '../outbox-topics';
import { TermsCache } from './terms-cache';

const MAX_TRIES = 3;
/** After a flush met holders that the gate didn't know, this many flushes look for them first. */
const PRECHECK_FLUSHES = 50;

const flushRows = histogram(
  'coupon_flush_rows',
  'Claims that shared one transaction',
  [1, 2, 5, 10, 20, 50, 100, 200, 500],
);
const flushEnds = counter('coupon_flush_ends_total', 'Transactions of flushes, by how they ended', ['end']);

/** The transaction must end, and its flush be looked at again. */
class RetryFlush extends Error {
  constructor(readonly reason: 'holders' | 'guard') {
    super(reason);
  }
}

interface BatchQueue {
  batcher: Batcher<ClaimRequest, ClaimOutcome>;
  /** How many of the next flushes look for holders first. */
  precheckFlushes: number;
}

/**
 * The group commit: claims of one batch that come together in this process share ONE transaction: coupons, reminders and
 * one outbox row, sorted, and LAST the guarded UPDATE of the batch. Every caller is answered after the commit.
 */
@Injectable()
export class CommitClaims {
  private readonly queues = new Map<string, BatchQueue>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly clock: Clock,
    private readonly terms: TermsCache,
    private readonly gate: ClaimGate,
    private readonly load: ClaimLoadMeter,
  ) {}

  /** How many claims of the batch wait for a transaction. */
  depth(batchId: string): number {
    return this.queues.get(batchId)?.batcher.depth ?? 0;
  }

  /**
   * @returns what became of the request; never rejects but for a full queue
   * @throws QueueFullError
   */
  submit(batchId: string, request: ClaimRequest): Promise<ClaimOutcome> {
    let queue = this.queues.get(batchId);
    if (!queue) {
      queue = this.newQueue(batchId);
      this.queues.set(batchId, queue);
    }
    return queue.batcher.submit(request);
  }

  private newQueue(batchId: string): BatchQueue {
    const queue: BatchQueue = {
      precheckFlushes: 0,
      batcher: new Batcher({
        maxItems: this.config.CLAIM_FLUSH_MAX,
        maxWaiting: this.config.CLAIM_QUEUE_MAX,
        run: (requests) => withoutDeadline(() => this.run(batchId, queue, requests)),
        onIdle: () => this.queues.delete(batchId),
      }),
    };
    return queue;
  }

  /** One flush: tried again while it learns something, three times at most, never one claim at a time. */
  private async run(batchId: string, queue: BatchQueue, requests: ClaimRequest[]): Promise<ClaimOutcome[]> {
    const flush = new Flush(requests);
    const { epoch } = this.gate;
    const start = performance.now();
    flushRows.observe(requests.length);
    try {
      let terms = await this.terms.get(batchId);
      for (let tries = 1; flush.open().length > 0; tries++) {
        if (tries > MAX_TRIES) throw new AppError('BUSY', { retryAfterSeconds: 1 });
        if (!terms) flush.refuseOpen('BATCH_NOT_FOUND');
        else terms = await this.attempt(terms, queue, flush);
      }
    } catch (error) {
      flush.failOpen(error);
    }
    this.load.record(requests.length, performance.now() - start);
    this.settleGate(batchId, epoch, flush);
    return flush.outcomes();
  }

  /** One transaction. @returns the terms for the next one, should requests be left open */
  private async attempt(terms: BatchTerms, queue: BatchQueue, flush: Flush): Promise<BatchTerms | null> {
    const now = this.clock.now();
    if (flush.checkCodeVersions(terms)) return this.terms.read(terms.batchId);
    refuseByTerms(terms, flush, now);
    if (flush.open().length === 0) return terms;
    const couponIds = await this.ids.take(COUPON_IDS, flush.open().length);
    try {
      await this.database.transaction((tx) => this.issue(tx, terms, queue, flush, couponIds, now));
      faultPoint('coupon.claim:after-commit');
      flush.commit(terms);
      flushEnds.inc({ end: 'committed' });
      return terms;
    } catch (error) {
      flush.rollback();
      flushEnds.inc({ end: error instanceof RetryFlush ? error.reason : 'failed' });
      if (!(error instanceof RetryFlush)) throw error;
      if (error.reason === 'guard') return this.refreshTerms(terms, flush);
      queue.precheckFlushes = PRECHECK_FLUSHES;
      return terms;
    }
  }

  /**
   * The one order of locks that every path keeps: coupons, codes, reminders, outbox, and the batch's row last. May run again after
   * a deadlock, so it starts by taking back what the run before assigned.
   */
  private async issue(
    tx: Tx,
    terms: BatchTerms,
    queue: BatchQueue,
    flush: Flush,
    couponIds: readonly number[],
    now: Date,
  ): Promise<void> {
    flush.rollback();
    if (terms.perUserLimit > 1 || queue.precheckFlushes > 0)
      await this.answerHolders(tx, terms, queue, flush);
    if (terms.audience !== 'everyone') await refuseOutsiders(tx, terms, flush, now);
    const timeZone = this.config.DEFAULT_TIME_ZONE;
    const coupons = flush.assign(terms, couponIds, { ...validityOf(terms.validity, now, timeZone), now });
    if (coupons.length === 0) return;
    coupons.sort((a, b) => compareIds(a.userId, b.userId) || a.claimNo - b.claimNo);
    const times = reminderTimes({ ...coupons[0]!, now }, terms.remindDays, timeZone);
    const uses = coupons
      .flatMap(({ use, ...coupon }) => (use ? [{ ...coupon, ...use }] : []))
      .sort((a, b) => compareIds(a.generationId, b.generationId) || a.serial - b.serial);
    const plans = coupons.map((coupon) => ({ ...coupon, times }));
    faultPoint('coupon.claim:before-rows');
    // In this order; of these tables only those of the coupons and the codes can refuse a duplicate.
    const write = () =>
      Promise.all([
        insertCoupons(tx, coupons),
        insertCodeUses(tx, uses),
        planReminders(tx, plans),
        ...Array.from(countBySource(coupons), ([source, count]) =>
          enqueue(tx, COUPON_ISSUED, { batchId: terms.batchId, count, source }, now),
        ),
      ]);
    try {
      if (terms.unlimited) await writeUnlimited(tx, terms, write);
      else await tx.commitWith(() => Promise.all([write(), takeStock(tx, terms, coupons.length)]));
    } catch (error) {
      if (isDuplicateKey(error)) throw new RetryFlush('holders');
      throw isGuardRefusal(error) ? new RetryFlush('guard') : error;
    }
  }

  private async answerHolders(tx: Tx, terms: BatchTerms, queue: BatchQueue, flush: Flush): Promise<void> {
    const requests = flush.open().map((at) => flush.requests[at]!);
    const held = await readHeld(tx, terms.batchId, [...new Set(requests.map(({ userId }) => userId))]);
    const keyed = await readByRequestKey(tx, requests);
    const codes = requests.flatMap(({ code }) => code?.use ?? []);
    const looks = queue.precheckFlushes > 0 || keyed.length > 0;
    flush.applyExisting(terms, held, keyed, looks ? await selectCodeUses(tx, codes) : []);
    if (queue.precheckFlushes > 0)
      queue.precheckFlushes = held.length > 0 ? PRECHECK_FLUSHES : queue.precheckFlushes - 1;
  }

  /** The guard refused: other terms by now, or too little stock, of which the first in order of arrival get the rest. */
  private async refreshTerms(terms: BatchTerms, flush: Flush): Promise<BatchTerms | null> {
    const fresh = await this.terms.read(terms.batchId);
    if (fresh?.version !== terms.version || fresh.status !== terms.status) return fresh;
    const stock = await selectBatchStock(this.database, terms.batchId);
    if (stock && stock.left !== null) flush.capStock(stock.left);
    return fresh;
  }

  /** Only after the commit, and nobody waits for it. */
  private settleGate(batchId: string, epoch: string, flush: Flush): void {
    const admitted = flush.requests.filter((request) => request.admitted).length;
    void this.gate.settle({
      batchId,
      admitted,
      correction: flush.gateCorrection(),
      epoch,
      version: flush.version ?? 0,
      usersAtLimit: flush.version === undefined ? [] : [...flush.usersAtLimit],
    });
  }
}

function refuseByTerms(terms: BatchTerms, flush: Flush, now: Date): void {
  for (const at of flush.open()) {
    const refusal = refusalByTerms(terms, flush.requests[at]!.source, now);
    if (refusal) flush.refuse(at, refusal);
  }
}

/** Nothing counts down here, so whether the terms still hold has to be looked at before COMMIT. */
async function writeUnlimited(tx: Tx, terms: BatchTerms, write: () => Promise<unknown>): Promise<void> {
  const [, confirmed] = await Promise.all([write(), confirmTerms(tx, terms)]);
  if (!confirmed) throw new RetryFlush('guard');
  faultPoint('coupon.claim:before-commit');
}

/**
 * A merchant may send coupons to anybody; users get them if they are on the list, or selected, as of this transaction. What
 * a selection asks for may change at any time: what was committed before this statement counts.
 */
async function refuseOutsiders(tx: Tx, terms: BatchTerms, flush: Flush, now: Date): Promise<void> {
  const claims = flush.open().filter((at) => isByUser(flush.requests[at]!.source));
  if (claims.length === 0) return;
  const userIds = claims.map((at) => flush.requests[at]!.userId);
  const inside = terms.selection
    ? await selectedAmong(tx, terms.selection, userIds, { now })
    : await selectListedUsers(tx, terms.batchId, userIds);
  for (const at of claims) if (!inside.has(flush.requests[at]!.userId)) flush.refuse(at, 'NOT_IN_AUDIENCE');
}

function countBySource(coupons: readonly NewCoupon[]): Map<CouponSource, number> {
  const counts = new Map<CouponSource, number>();
  for (const { source } of coupons) counts.set(source, (counts.get(source) ?? 0) + 1);
  return counts;
}
