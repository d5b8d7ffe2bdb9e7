import { Injectable } from '@nestjs/common';
import { mayManage, type Principal } from '../../../platform/auth';
import { Database, type SqlReader } from '../../../platform/database';
import { type Page, readIdCursor, toPage } from '../../../platform/paging';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { DistributionStatus } from '../domain/distribution-status';
import { type Pace, paceOf, RATE_WINDOW_MS } from '../domain/progress';
import { countFailedUsers, countRecentUsers } from '../infra/chunk-rows';
import { type StoredDistribution, selectDistribution, selectDistributions } from '../infra/distribution-rows';
import {
  type DistributionDetailView,
  type DistributionView,
  type ProgressView,
  toDistributionView,
  toProgressView,
} from './distribution-view';

/**
 * A distribution that the caller may manage.
 * @throws AppError DISTRIBUTION_NOT_FOUND also for somebody else's
 */
export async function findDistribution(
  reader: SqlReader,
  caller: Principal,
  distributionId: string,
): Promise<StoredDistribution> {
  const distribution = await selectDistribution(reader, distributionId);
  if (!distribution || !mayManage(caller, distribution.merchantId)) {
    throw new AppError('DISTRIBUTION_NOT_FOUND');
  }
  return distribution;
}

/** What a merchant has sent out, for the platform what everyone has. */
@Injectable()
export class ReadDistributions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Newest id first, without their pace.
   * @throws AppError INVALID_CURSOR
   */
  async list(caller: Principal, query: { limit: number; cursor?: string }): Promise<Page<DistributionView>> {
    const rows = await selectDistributions(this.database, {
      merchantId: caller.merchantId,
      before: readIdCursor(query.cursor),
      limit: query.limit + 1,
    });
    const failed = await countFailedUsers(
      this.database,
      rows.map(({ distributionId }) => distributionId),
    );
    return toPage(
      rows,
      query.limit,
      (row) => [row.distributionId],
      (row) => toDistributionView(row, failed.get(row.distributionId)),
    );
  }

  /** @throws AppError DISTRIBUTION_NOT_FOUND */
  async one(caller: Principal, distributionId: string): Promise<DistributionDetailView> {
    const distribution = await findDistribution(this.database, caller, distributionId);
    const { failed, pace } = await this.measure(distribution);
    return { ...toDistributionView(distribution, failed, pace), selection: distribution.selection };
  }

  /** @throws AppError DISTRIBUTION_NOT_FOUND */
  async progress(caller: Principal, distributionId: string): Promise<ProgressView> {
    const distribution = await findDistribution(this.database, caller, distributionId);
    const { failed, pace } = await this.measure(distribution);
    return toProgressView(distribution, failed, pace);
  }

  private async measure(distribution: StoredDistribution): Promise<{ failed: number; pace?: Pace }> {
    const { distributionId, startedAt, audienceCount, served, skipped } = distribution;
    const failed = (await countFailedUsers(this.database, [distributionId])).get(distributionId) ?? 0;
    if (distribution.status !== DistributionStatus.Running || !startedAt) return { failed };
    const now = this.clock.now();
    const since = new Date(Math.max(startedAt.getTime(), now.getTime() - RATE_WINDOW_MS));
    const users = await countRecentUsers(this.database, distributionId, since);
    return { failed, pace: paceOf({ users, since }, audienceCount - served - skipped - failed, now) };
  }
}
