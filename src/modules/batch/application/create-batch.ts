import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import { ownerFor, type Principal } from '../../../platform/auth';
import { IdGenerator } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { insertBatch, selectBatch } from '../infra/batch-rows';
import { BATCH_IDS } from '../infra/id-sequences';
import { toBatchView } from './batch-view';
import { checkDraft } from './check-draft';
import { type AskedDraft, resolveAudience } from './resolve-audience';

/** Creates a batch as a draft: nobody gets coupons of it yet. Its answer is a `BatchView`. */
@Injectable()
export class CreateBatch {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * @param merchantId only from the platform: for that merchant instead of for the platform itself
   * @throws AppError BATCH_INVALID, RULE_NOT_FOUND, SELECTION_INVALID, FORBIDDEN, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    asked: AskedDraft,
    merchantId: string | null | undefined,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const owner = ownerFor(caller, merchantId);
    const batchId = await this.ids.next(BATCH_IDS);
    return this.idempotency.once(once, async (tx) => {
      const draft = await resolveAudience(tx, asked);
      await checkDraft(tx, caller, owner, draft);
      await this.audit.record(tx, caller, {
        action: 'batch.create',
        subject: 'coupon_batch',
        subjectId: batchId,
        details: { ...asked },
      });
      await insertBatch(tx, { batchId, merchantId: owner }, draft, this.clock.now());
      return toBatchView((await selectBatch(tx, batchId))!);
    });
  }
}
