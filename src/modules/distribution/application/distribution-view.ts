import type { Selection } from '../../audience';
import { DISTRIBUTION_STATUS_NAMES, type DistributionStatusName } from '../domain/distribution-status';
import type { Pace } from '../domain/progress';
import type { DistributionMessage, DistributionSummary } from '../infra/distribution-rows';

/** How far it is. All numbers are users, but for `issued` and `reserved`, which are coupons. */
export interface ProgressView {
  status: DistributionStatusName;
  /** Who is meant; an estimate above 100,000. */
  audience: number;
  audienceEstimated: boolean;
  issued: number;
  reserved: number;
  done: number;
  skipped: number;
  failed: number;
  unserved: number;
  usersPerSecond: number | null;
  secondsLeft: number | null;
}

export interface DistributionView {
  distributionId: string;
  batchId: string;
  merchantId: string | null;
  status: DistributionStatusName;
  reason: string | null;
  perUser: number;
  message: DistributionMessage | null;
  startAt: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  progress: ProgressView;
}

/** One by itself also tells who is meant; a list doesn't, as it may be thousands of users. */
export interface DistributionDetailView extends DistributionView {
  selection: Selection;
}

const UNKNOWN_PACE: Pace = { usersPerSecond: null, secondsLeft: null };

export function toProgressView(
  distribution: DistributionSummary,
  failed: number,
  pace: Pace = UNKNOWN_PACE,
): ProgressView {
  return {
    status: DISTRIBUTION_STATUS_NAMES[distribution.status],
    audience: distribution.audienceCount,
    audienceEstimated: distribution.audienceEstimated,
    issued: distribution.issued,
    reserved: distribution.reservedLeft,
    done: distribution.served,
    skipped: distribution.skipped,
    failed,
    unserved: distribution.unserved,
    ...pace,
  };
}

export function toDistributionView(
  distribution: DistributionSummary,
  failed = 0,
  pace?: Pace,
): DistributionView {
  return {
    distributionId: distribution.distributionId,
    batchId: distribution.batchId,
    merchantId: distribution.merchantId,
    status: DISTRIBUTION_STATUS_NAMES[distribution.status],
    reason: distribution.reason,
    perUser: distribution.perUser,
    message: distribution.message,
    startAt: distribution.startAt.toISOString(),
    createdAt: distribution.createdAt.toISOString(),
    startedAt: distribution.startedAt?.toISOString() ?? null,
    finishedAt: distribution.finishedAt?.toISOString() ?? null,
    progress: toProgressView(distribution, failed, pace),
  };
}
