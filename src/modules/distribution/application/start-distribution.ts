import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { Clock } from '../../../shared/clock';
import { BatchChanges, BatchStatus, reserveStock, selectBatchTerms } from '../../batch';
import { CouponSource, refusalByTerms } from '../../coupon';
import { DistributionStatus } from '../domain/distribution-status';
import { addReserved, transitionDistribution } from '../infra/distribution-changes';
import { lockDistribution } from '../infra/distribution-rows';
import { CloseDistribution } from './close-distribution';

/** The batch was paused or ended after its terms were read: the start must leave nothing behind. */
class NotPublished extends Error {}

/** Begins a scheduled distribution whose time has come: it reserves its coupons and is running from then on. */
@Injectable()
export class StartDistribution {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly changes: BatchChanges,
    private readonly closeDistribution: CloseDistribution,
  ) {}

  /** Does nothing when it isn't scheduled any more, its time has not come, or its batch is paused: then it waits. */
  async execute(distributionId: string): Promise<void> {
    const started = await this.start(distributionId).catch((error: unknown) => {
      if (error instanceof NotPublished) return undefined;
      throw error;
    });
    if (!started) return;
    faultPoint('distribution.start:after-commit');
    if (started.over) await this.closeDistribution.cancelled(distributionId);
    else await this.changes.changed(started.batchId);
  }

  private start(distributionId: string): Promise<{ batchId: string; over: boolean } | undefined> {
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const distribution = await lockDistribution(tx, distributionId, DistributionStatus.Scheduled);
      if (!distribution || distribution.startAt > now) return undefined;
      const terms = await selectBatchTerms(tx, distribution.batchId);
      const refusal = terms && refusalByTerms(terms, CouponSource.Distributed, now);
      if (!terms || refusal) {
        const over = !terms || terms.status === BatchStatus.Ended || refusal === 'BATCH_CLAIM_ENDED';
        if (!over) return undefined;
        await transitionDistribution(tx, distributionId, 'cancel', { reason: 'BATCH_CLAIM_ENDED' });
        return { batchId: distribution.batchId, over };
      }
      await transitionDistribution(tx, distributionId, 'start', { startedAt: now });
      // Codes are no coupons yet: who uses one takes from the stock that there is then.
      if (!terms.unlimited && terms.codeMode !== 'unique') {
        const wanted = distribution.audienceCount * distribution.perUser;
        const reserved = await reserveStock(tx, distribution.batchId, wanted);
        if (reserved === null) throw new NotPublished();
        await addReserved(tx, distributionId, reserved);
      }
      faultPoint('distribution.start:before-commit');
      return { batchId: distribution.batchId, over: false };
    });
  }
}
