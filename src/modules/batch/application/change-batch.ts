import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import { BatchStatus } from '../domain/batch-status';
import { selectBatch, updateDraft } from '../infra/batch-rows';
import { type BatchView, toBatchView } from './batch-view';
import { checkDraft } from './check-draft';
import { findBatch, stateConflict } from './find-batch';
import { type AskedDraft, resolveAudience } from './resolve-audience';

/** Replaces everything about a draft. */
@Injectable()
export class ChangeBatch {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT, BATCH_INVALID, FORBIDDEN, RULE_NOT_FOUND, SELECTION_INVALID */
  execute(caller: Principal, batchId: string, asked: AskedDraft): Promise<BatchView> {
    return this.database.transaction(async (tx) => {
      const batch = await findBatch(tx, caller, batchId);
      if (batch.status !== BatchStatus.Draft) throw stateConflict(batch);
      const draft = await resolveAudience(tx, asked);
      await checkDraft(tx, caller, batch.merchantId, draft);
      await this.audit.record(tx, caller, {
        action: 'batch.change',
        subject: 'coupon_batch',
        subjectId: batchId,
        details: { ...asked },
      });
      if (!(await updateDraft(tx, batchId, draft, batch, this.clock.now()))) throw stateConflict(batch);
      return toBatchView((await selectBatch(tx, batchId))!);
    });
  }
}
