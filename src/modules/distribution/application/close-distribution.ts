import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { Clock } from '../../../shared/clock';
import { nextRange } from '../../audience';
import { BatchChanges, returnStock } from '../../batch';
import { DistributionStatus } from '../domain/distribution-status';
import { closePending, countFailedUsers, selectPending } from '../infra/chunk-rows';
import { addReserved, transitionDistribution } from '../infra/distribution-changes';
import { lockDistribution, type StoredDistribution, selectDistribution } from '../infra/distribution-rows';

/** Users counted with one statement. */
const COUNT_PAGE = 100_000;

/**
 * Ends distributions: what is pending is closed in the transaction that returns the rest of the reservation, so a worker
 * that wakes up late changes nothing.
 */
@Injectable()
export class CloseDistribution {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly changes: BatchChanges,
  ) {}

  /** Ends one that is being cancelled. */
  async cancelled(distributionId: string): Promise<void> {
    const closed = await this.database.transaction(async (tx) => {
      // A chunk that is being carried out holds its row until it ends, and it wants the distribution's: so chunks come first.
      await closePending(tx, distributionId);
      const distribution = await lockDistribution(tx, distributionId, DistributionStatus.Cancelling);
      if (!distribution) return undefined;
      await transitionDistribution(tx, distributionId, 'closeCancelled', { finishedAt: this.clock.now() });
      return this.returnReservation(tx, distribution);
    });
    await this.publishChange(closed);
  }

  /** Ends one that has come to the end of its audience, once no chunk is pending. */
  async finished(distributionId: string): Promise<void> {
    const closed = await this.database.transaction(async (tx) => {
      const distribution = await lockDistribution(tx, distributionId, DistributionStatus.Running);
      if (!distribution?.audienceExhausted) return undefined;
      if ((await selectPending(tx, distributionId)).length > 0) return undefined;
      const failed = (await countFailedUsers(tx, [distributionId])).get(distributionId) ?? 0;
      await transitionDistribution(tx, distributionId, failed > 0 ? 'finishIncomplete' : 'finish', {
        finishedAt: this.clock.now(),
        audienceCount: distribution.served + distribution.skipped + failed,
      });
      return this.returnReservation(tx, distribution);
    });
    await this.publishChange(closed);
  }

  /** Ends one whose stock is gone while users are left, once no chunk is pending that has a quota. */
  async exhausted(distributionId: string): Promise<void> {
    const before = await selectDistribution(this.database, distributionId);
    if (!before) return;
    const ahead = await this.countAhead(before);
    const closed = await this.database.transaction(async (tx) => {
      const distribution = await lockDistribution(tx, distributionId, DistributionStatus.Running);
      // The audience ahead was counted for this place of the walk.
      if (distribution?.cursorUserId !== before.cursorUserId) return undefined;
      const waiting = await selectPending(tx, distributionId);
      if (waiting.some(({ quota }) => quota > 0)) return undefined;
      const unserved = waiting.reduce((sum, { users }) => sum + users, ahead);
      await closePending(tx, distributionId);
      const failed = (await countFailedUsers(tx, [distributionId])).get(distributionId) ?? 0;
      const turns = distribution.served + distribution.skipped + failed;
      await transitionDistribution(tx, distributionId, 'exhaust', {
        finishedAt: this.clock.now(),
        unserved,
        audienceCount: turns + unserved,
      });
      return this.returnReservation(tx, distribution);
    });
    await this.publishChange(closed);
  }

  /** How many users come after the walk's place. */
  private async countAhead({
    resolved,
    cursorUserId,
    startedAt,
    audienceExhausted,
  }: StoredDistribution): Promise<number> {
    if (audienceExhausted || !startedAt) return 0;
    let count = 0;
    let afterUserId = cursorUserId;
    for (;;) {
      const page = await nextRange(this.database, resolved, { now: startedAt, afterUserId }, COUNT_PAGE);
      if (!page) return count;
      count += page.count;
      afterUserId = page.untilUserId;
    }
  }

  private async returnReservation(
    tx: Tx,
    { distributionId, batchId, reservedLeft }: StoredDistribution,
  ): Promise<string> {
    await addReserved(tx, distributionId, -reservedLeft);
    await returnStock(tx, batchId, reservedLeft);
    faultPoint('distribution.close:before-commit');
    return batchId;
  }

  private async publishChange(batchId: string | undefined): Promise<void> {
    if (batchId === undefined) return;
    faultPoint('distribution.close:after-commit');
    await this.changes.changed(batchId);
  }
}
