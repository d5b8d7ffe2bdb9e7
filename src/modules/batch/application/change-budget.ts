import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { LIVE } from '../domain/batch-status';
import { findForeignMoney, MAX_BUDGET_MINOR } from '../domain/funding';
import { type StoredBatch, selectBatch } from '../infra/batch-rows';
import { updateBudgetTotal } from '../infra/budget-rows';
import { toBatchView, toBudgetView } from './batch-view';
import { findBatch, stateConflict } from './find-batch';

/** Adds money to the budget of a published batch, or takes back what is left of it. */
@Injectable()
export class ChangeBudget {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Its answer is a `BatchView`.
   * @param change in minor units of the budget's currency, 1 to MAX_BUDGET_MINOR
   * @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT, BATCH_UNBUDGETED, BATCH_BUDGET_SHORT (withdrawal of more than is
   * left), BATCH_BUDGET_TOO_LARGE, FORBIDDEN (a merchant, where the platform pays a part), IDEMPOTENCY_KEY_REUSED
   */
  execute(
    caller: Principal,
    batchId: string,
    change: { kind: 'top_up' | 'withdrawal'; amountMinor: number },
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const deltaMinor = change.kind === 'top_up' ? change.amountMinor : -change.amountMinor;
    return this.idempotency.once(once, async (tx) => {
      const batch = await findBatch(tx, caller, batchId);
      if (!LIVE.includes(batch.status)) throw stateConflict(batch);
      if (!batch.budget) throw new AppError('BATCH_UNBUDGETED');
      if (caller.role === 'merchant') refuseForeignMoney(batch);
      await this.audit.record(tx, caller, {
        action: 'batch.change-budget',
        subject: 'coupon_batch',
        subjectId: batchId,
        details: change,
      });
      if (!(await updateBudgetTotal(tx, batchId, deltaMinor, this.clock.now()))) {
        throw refusalOf(deltaMinor, (await selectBatch(tx, batchId))!);
      }
      return toBatchView((await selectBatch(tx, batchId))!);
    });
  }
}

function refuseForeignMoney({ funding }: StoredBatch): void {
  const errors = findForeignMoney(funding);
  if (errors.length === 0) return;
  throw new AppError('FORBIDDEN', {
    detail: 'The platform pays a part of this batch and changes its budget.',
  });
}

function refusalOf(deltaMinor: number, { budget }: StoredBatch): AppError {
  if (deltaMinor < 0)
    return new AppError('BATCH_BUDGET_SHORT', { extra: { budget: budget && toBudgetView(budget) } });
  return new AppError('BATCH_BUDGET_TOO_LARGE', {
    detail: `A budget holds at most ${MAX_BUDGET_MINOR} minor units.`,
  });
}
