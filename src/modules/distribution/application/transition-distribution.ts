import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database, type Tx } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { AppError } from '../../../shared/errors';
import { DISTRIBUTION_STATUS_NAMES, type DistributionTransition } from '../domain/distribution-status';
import { reopenChunks } from '../infra/chunk-rows';
import { transitionDistribution } from '../infra/distribution-changes';
import { hasAudienceLeft } from '../infra/distribution-rows';
import { DistributionJobs } from './distribution-jobs';
import { toDistributionView } from './distribution-view';
import { findDistribution } from './read-distributions';

export type AskedMove = Extract<DistributionTransition, 'pause' | 'resume' | 'cancel' | 'retry'>;

/** Pauses, resumes, cancels or repeats a distribution. Coupons that were issued stay issued. */
@Injectable()
export class TransitionDistribution {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly jobs: DistributionJobs,
  ) {}

  /**
   * Its answer is a `DistributionView`. Chunks that are being carried out at this moment may still end; a cancelled one is
   * `cancelling` until they have.
   * @throws AppError DISTRIBUTION_NOT_FOUND, DISTRIBUTION_STATE_CONFLICT, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    distributionId: string,
    move: AskedMove,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    await findDistribution(this.database, caller, distributionId);
    const outcome = await this.idempotency.once(once, async (tx) => {
      const marks = move === 'retry' ? { finishedAt: null, unserved: 0 } : {};
      const moved = await transitionDistribution(tx, distributionId, move, marks);
      if (!moved || (move === 'retry' && !(await reopen(tx, distributionId)))) {
        throw await stateConflict(tx, caller, distributionId);
      }
      await this.audit.record(tx, caller, {
        action: `distribution.${move}`,
        subject: 'distribution',
        subjectId: distributionId,
      });
      return toDistributionView(await findDistribution(tx, caller, distributionId));
    });
    this.jobs.requestAdvance(distributionId, { requeueAll: move === 'resume' });
    return outcome;
  }
}

/** There is something to repeat: failed or closed chunks, or users that the walk has not come to. */
async function reopen(tx: Tx, distributionId: string): Promise<boolean> {
  const chunks = await reopenChunks(tx, distributionId);
  return chunks > 0 || (await hasAudienceLeft(tx, distributionId));
}

async function stateConflict(tx: Tx, caller: Principal, distributionId: string): Promise<AppError> {
  const { status } = await findDistribution(tx, caller, distributionId);
  const name = DISTRIBUTION_STATUS_NAMES[status];
  return new AppError('DISTRIBUTION_STATE_CONFLICT', {
    detail: `The distribution is ${name}.`,
    extra: { distributionStatus: name },
  });
}
