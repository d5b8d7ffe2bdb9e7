import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database, IdGenerator, type SqlReader } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { AppError, type FieldError } from '../../../shared/errors';
import { countSelection, resolveSelection } from '../../audience';
import { findBatch, ReadCouponTerms, selectBatchStock, selectBatchTerms } from '../../batch';
import { CouponSource, refusalByTerms } from '../../coupon';
import { largestBenefitMinor } from '../../pricing';
import { type DistributionOrder, insertDistribution, selectDistribution } from '../infra/distribution-rows';
import { DISTRIBUTION_IDS } from '../infra/id-sequences';
import { CheckSentCodes } from './check-sent-codes';
import { DistributionJobs } from './distribution-jobs';
import type { DistributionRequest } from './distribution-request';
import { type DistributionView, toDistributionView } from './distribution-view';

/** What a distribution would do. */
export interface DryRunView {
  batchId: string;
  audience: { count: number; estimated: boolean };
  /** Coupons that are wanted: users times coupons for each. Users at their limit will get fewer. */
  wanted: number;
  /** What is left of the batch; null: no limit. */
  stock: number | null;
  /** Users whom the stock would not reach, if all of them got their coupons. */
  unserved: number;
  /** The most that the coupons can cost, if all of them are used; null: their rule has no upper bound. */
  liability: { amountMinor: number | null; currency: string };
}

/** A merchant gives coupons to many users. */
@Injectable()
export class CreateDistribution {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly couponTerms: ReadCouponTerms,
    private readonly sentCodes: CheckSentCodes,
    private readonly jobs: DistributionJobs,
  ) {}

  /**
   * Accepts a distribution, of coupons or, if the batch has unique codes, of those; its answer is a `DistributionView`. Workers carry it out from its start time on.
   * @throws AppError BATCH_NOT_FOUND, BATCH_NOT_CLAIMABLE, BATCH_CLAIM_ENDED, SELECTION_INVALID, DISTRIBUTION_INVALID,
   *   CODE_KEY_MISSING, IDEMPOTENCY_KEY_REUSED
   */
  async execute(caller: Principal, request: DistributionRequest, once: IdempotentRequest): Promise<Outcome> {
    const distributionId = await this.ids.next(DISTRIBUTION_IDS);
    const outcome = await this.idempotency.once(once, async (tx) => {
      const order = await this.check(tx, caller, request);
      await insertDistribution(tx, distributionId, order, this.clock.now());
      await this.audit.record(tx, caller, {
        action: 'distribution.create',
        subject: 'distribution',
        subjectId: distributionId,
        details: { batchId: order.batchId, audience: order.audienceCount, perUser: order.perUser },
      });
      return toDistributionView((await selectDistribution(tx, distributionId))!);
    });
    if (!outcome.replayed)
      this.jobs.requestAdvance((JSON.parse(outcome.body) as DistributionView).distributionId);
    return outcome;
  }

  /** The same checks and counts, without any effect. @throws AppError as {@link execute} */
  async dryRun(caller: Principal, request: DistributionRequest): Promise<DryRunView> {
    const { batchId, perUser, audienceCount, audienceEstimated } = await this.check(
      this.database,
      caller,
      request,
    );
    const stock = await selectBatchStock(this.database, batchId);
    const left = stock?.left ?? null;
    const wanted = audienceCount * perUser;
    const issuable = Math.min(wanted, left ?? wanted);
    const { rule } = (await this.couponTerms.execute(this.database, [batchId])).get(batchId)!;
    const each = largestBenefitMinor(rule);
    return {
      batchId,
      audience: { count: audienceCount, estimated: audienceEstimated },
      wanted,
      stock: left,
      unserved: Math.ceil((wanted - issuable) / perUser),
      liability: { amountMinor: each === null ? null : each * issuable, currency: rule.currency },
    };
  }

  private async check(
    reader: SqlReader,
    caller: Principal,
    request: DistributionRequest,
  ): Promise<DistributionOrder> {
    const { batchId, selection, perUser, message } = request;
    const { merchantId } = await findBatch(reader, caller, batchId);
    const batch = (await selectBatchTerms(reader, batchId))!;
    const now = this.clock.now();
    const refusal = refusalByTerms(batch, CouponSource.Distributed, now);
    if (refusal) throw new AppError(refusal);
    const startAt = request.startAt ?? now;
    const errors: FieldError[] = [];
    if (perUser > batch.perUserLimit) {
      const message = `a user can get ${batch.perUserLimit} of this batch at most`;
      errors.push({ pointer: '/perUser', code: 'ABOVE_LIMIT', message });
    }
    if (startAt >= batch.claimUntil) {
      const message = 'the batch gives no coupons any more by then';
      errors.push({ pointer: '/startAt', code: 'AFTER_CLAIM_UNTIL', message });
    }
    if (batch.codeMode === 'unique') errors.push(...this.sentCodes.errorsOf(request));
    if (errors.length > 0) throw new AppError('DISTRIBUTION_INVALID', { errors });
    const resolved = await resolveSelection(reader, selection);
    const { count, estimated } = await countSelection(reader, resolved, { now });
    if (batch.codeMode === 'unique') await this.sentCodes.checkRoom(reader, batchId, count);
    return {
      batchId,
      merchantId,
      selection,
      resolved,
      perUser,
      message,
      startAt,
      audienceCount: count,
      audienceEstimated: estimated,
    };
  }
}
