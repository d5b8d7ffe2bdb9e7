import { Injectable } from '@nestjs/common';
import { Audit, actorName } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import type { Tx } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { LIVE } from '../domain/batch-status';
import { MAX_STOCK } from '../domain/batch-terms';
import { type StoredBatch, selectBatch } from '../infra/batch-rows';
import { insertStockChange, StockChangeKind, updateStock } from '../infra/stock-rows';
import { BatchChanges } from './batch-changes';
import { toBatchView } from './batch-view';
import { findBatch, stateConflict } from './find-batch';

/** Adds coupons to a published batch, or takes back what is left of it. */
@Injectable()
export class ChangeStock {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly changes: BatchChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Its answer is a `BatchView`.
   * @param change `count` coupons, 1 to MAX_STOCK
   * @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT, BATCH_UNLIMITED, BATCH_STOCK_SHORT (withdrawal of more than
   * is left), BATCH_STOCK_TOO_LARGE (top-up past MAX_STOCK in all), IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    batchId: string,
    change: { kind: 'top_up' | 'withdrawal'; count: number },
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const kind = change.kind === 'top_up' ? StockChangeKind.TopUp : StockChangeKind.Withdrawal;
    const delta = change.kind === 'top_up' ? change.count : -change.count;
    const outcome = await this.idempotency.once(once, async (tx) => {
      const now = this.clock.now();
      await findBatch(tx, caller, batchId);
      await insertStockChange(tx, { batchId, kind, delta, actor: actorName(caller) }, now);
      await this.audit.record(tx, caller, {
        action: 'batch.change-stock',
        subject: 'coupon_batch',
        subjectId: batchId,
        details: change,
      });
      // The counter's row last, as on every path: claims wait for it the shortest time, and nothing deadlocks.
      if (!(await updateStock(tx, batchId, delta, now))) throw await this.refusal(tx, batchId, delta);
      return toBatchView((await selectBatch(tx, batchId))!);
    });
    await this.changes.changed(batchId);
    return outcome;
  }

  private async refusal(tx: Tx, batchId: string, delta: number): Promise<AppError> {
    const batch = (await selectBatch(tx, batchId)) as StoredBatch;
    if (!LIVE.includes(batch.status)) return stateConflict(batch);
    if (batch.totalCount === null) return new AppError('BATCH_UNLIMITED');
    if (delta < 0) return new AppError('BATCH_STOCK_SHORT', { extra: { totalCount: batch.totalCount } });
    return new AppError('BATCH_STOCK_TOO_LARGE', {
      detail: `A batch has at most ${MAX_STOCK} coupons in all.`,
    });
  }
}
