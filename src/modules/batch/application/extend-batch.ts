import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { LIVE } from '../domain/batch-status';
import { type Extension, extend, findObstacles, findReductions } from '../domain/batch-terms';
import { selectBatch, updateExtended } from '../infra/batch-rows';
import { BatchChanges } from './batch-changes';
import { toBatchView } from './batch-view';
import { findBatch, stateConflict } from './find-batch';

/**
 * Gives a published batch more time or more coupons per user. Coupons that users hold keep the window they were got with.
 */
@Injectable()
export class ExtendBatch {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly changes: BatchChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Its answer is a `BatchView`.
   * @param extension at least one field, each more than it is now
   * @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT, BATCH_INVALID, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    batchId: string,
    extension: Extension,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const outcome = await this.idempotency.once(once, async (tx) => {
      const batch = await findBatch(tx, caller, batchId);
      if (!LIVE.includes(batch.status)) throw stateConflict(batch);
      const now = this.clock.now();
      const extended = extend(batch, extension);
      const errors = [...findReductions(batch, extension), ...findObstacles(extended, now)];
      if (errors.length > 0) throw new AppError('BATCH_INVALID', { errors });
      await this.audit.record(tx, caller, {
        action: 'batch.extend',
        subject: 'coupon_batch',
        subjectId: batchId,
        details: { ...extension },
      });
      if (!(await updateExtended(tx, batchId, extended, batch, now))) throw stateConflict(batch);
      return toBatchView((await selectBatch(tx, batchId))!);
    });
    await this.changes.changed(batchId);
    return outcome;
  }
}
