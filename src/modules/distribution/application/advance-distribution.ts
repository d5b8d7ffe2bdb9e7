import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { rootLogger } from '../../../platform/logging';
import { Clock } from '../../../shared/clock';
import { DistributionStatus } from '../domain/distribution-status';
import { claimStalledChunks } from '../infra/chunk-rows';
import { dueDistributions, selectDistribution } from '../infra/distribution-rows';
import { CloseDistribution } from './close-distribution';
import { DistributionJobs } from './distribution-jobs';
import { PlanChunks } from './plan-chunks';
import { StartDistribution } from './start-distribution';

/** A chunk takes less than a second; a job that has not come round after so long is presumably lost. */
const LOST_AFTER_MS = 5_000;
/** Where many jobs wait, it is asked for less and less often, every half a minute at least. */
const MOST_WAITS = 6;
const PAGE = 100;

/**
 * Does for a distribution whatever is to be done next, as MySQL tells: start it, plan it, end it, or put chunks on the queue
 * again whose job was lost. Repeating it, also at the same time, does no harm.
 */
@Injectable()
export class AdvanceDistribution {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: DistributionJobs,
    private readonly startDistribution: StartDistribution,
    private readonly planChunks: PlanChunks,
    private readonly closeDistribution: CloseDistribution,
  ) {}

  /** @param requeueAll whether jobs of pending chunks are known to be gone, as after a pause */
  async execute(distributionId: string, requeueAll = false): Promise<void> {
    const before = await selectDistribution(this.database, distributionId);
    if (before?.status === DistributionStatus.Cancelling) {
      return this.closeDistribution.cancelled(distributionId);
    }
    if (before?.status === DistributionStatus.Scheduled) await this.startDistribution.execute(distributionId);
    if (before?.status === DistributionStatus.Running) await this.requeue(distributionId, requeueAll);
    await this.planChunks.execute(distributionId);
  }

  /** Every distribution in which something is to be done. One that fails does not hold up the others. */
  async all(): Promise<void> {
    const { Scheduled, Running, Cancelling } = DistributionStatus;
    for (const status of [Cancelling, Running, Scheduled]) {
      let afterId: string | undefined = '0';
      while (afterId !== undefined) {
        const page = { now: this.clock.now(), afterId, limit: PAGE };
        const due: string[] = await dueDistributions(this.database, status, page);
        for (const distributionId of due) await this.tryOne(distributionId);
        afterId = due.length < PAGE ? undefined : due.at(-1);
      }
    }
  }

  private async tryOne(distributionId: string): Promise<void> {
    try {
      await this.execute(distributionId);
    } catch (error) {
      rootLogger.warn({ distributionId, err: error }, 'a distribution could not be advanced');
    }
  }

  private async requeue(distributionId: string, all: boolean): Promise<void> {
    const now = this.clock.now();
    const waitMs = all ? 0 : LOST_AFTER_MS;
    const lost = await this.database.transaction((tx) =>
      claimStalledChunks(tx, distributionId, { now, waitMs, mostWaits: MOST_WAITS }),
    );
    await this.jobs.enqueueChunks(lost);
  }
}
