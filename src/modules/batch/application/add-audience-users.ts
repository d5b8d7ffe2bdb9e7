import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { AppError } from '../../../shared/errors';
import { BatchStatus } from '../domain/batch-status';
import { insertAudienceUsers } from '../infra/audience-rows';
import { BatchChanges } from './batch-changes';
import { findBatch, stateConflict } from './find-batch';

/** What became of a list of users. */
export interface AudienceUsersView {
  batchId: string;
  /** How many of them were not listed before. */
  addedCount: number;
}

/** Lists users who may get coupons of a batch that is for listed users only. */
@Injectable()
export class AddAudienceUsers {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly changes: BatchChanges,
  ) {}

  /**
   * Its answer is `{batchId, addedCount}`: those who were not listed before.
   * @param userIds 1 to 1,000
   * @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT (ended), BATCH_INVALID (the batch is for everyone),
   * IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    batchId: string,
    userIds: readonly string[],
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const outcome = await this.idempotency.once(once, async (tx) => {
      const batch = await findBatch(tx, caller, batchId);
      if (batch.status === BatchStatus.Ended) throw stateConflict(batch);
      if (batch.audience !== 'listed') {
        throw new AppError('BATCH_INVALID', {
          detail: 'The batch is for everyone, it has no list of users.',
        });
      }
      const addedCount = await insertAudienceUsers(tx, batchId, userIds);
      await this.audit.record(tx, caller, {
        action: 'batch.add-audience-users',
        subject: 'coupon_batch',
        subjectId: batchId,
        details: { givenCount: userIds.length, addedCount },
      });
      const view: AudienceUsersView = { batchId, addedCount };
      return view;
    });
    await this.changes.changed(batchId);
    return outcome;
  }
}
