import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { BATCH_TRANSITIONS, BatchStatus, type BatchTransition, canTransition } from '../domain/batch-status';
import { selectBatch, updateStatus } from '../infra/batch-rows';
import { BatchChanges } from './batch-changes';
import { toBatchView } from './batch-view';
import { findBatch, stateConflict } from './find-batch';

/** Pauses, resumes or ends a published batch. Coupons that users hold stay usable. */
@Injectable()
export class TransitionBatch {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly changes: BatchChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Its answer is a `BatchView`.
   * @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    batchId: string,
    move: Exclude<BatchTransition, 'publish'>,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const outcome = await this.idempotency.once(once, async (tx) => {
      const batch = await findBatch(tx, caller, batchId);
      if (!canTransition(batch.status, move)) throw stateConflict(batch);
      const now = this.clock.now();
      const { to } = BATCH_TRANSITIONS[move];
      await this.audit.record(tx, caller, {
        action: `batch.${move}`,
        subject: 'coupon_batch',
        subjectId: batchId,
      });
      const marks = { publishedAt: batch.publishedAt, endedAt: to === BatchStatus.Ended ? now : null };
      if (!(await updateStatus(tx, batchId, to, batch, marks, now))) throw stateConflict(batch);
      return toBatchView((await selectBatch(tx, batchId))!);
    });
    await this.changes.changed(batchId);
    return outcome;
  }
}
