import { Injectable } from '@nestjs/common';
import { Audit, actorName } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import type { Tx } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { freezeRule } from '../../rule';
import { BATCH_TRANSITIONS, canTransition } from '../domain/batch-status';
import { findObstacles } from '../domain/batch-terms';
import { selectBatch, updateStatus } from '../infra/batch-rows';
import { fixBudgetCurrency } from '../infra/budget-rows';
import { insertStockChange, StockChangeKind } from '../infra/stock-rows';
import { BatchChanges } from './batch-changes';
import { type BatchView, toBatchView } from './batch-view';
import { findBatch, stateConflict } from './find-batch';

/** Opens a draft to its users. From here on its rule never changes, limits and stock only rise. */
@Injectable()
export class PublishBatch {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly changes: BatchChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * Its answer is a `BatchView`.
   * @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT, BATCH_INVALID, RULE_NOT_FOUND, IDEMPOTENCY_KEY_REUSED
   */
  async execute(caller: Principal, batchId: string, once: IdempotentRequest): Promise<Outcome> {
    const outcome = await this.idempotency.once(once, (tx) => this.publish(tx, caller, batchId));
    await this.changes.changed(batchId);
    return outcome;
  }

  private async publish(tx: Tx, caller: Principal, batchId: string): Promise<BatchView> {
    const batch = await findBatch(tx, caller, batchId);
    if (!canTransition(batch.status, 'publish')) throw stateConflict(batch);
    const now = this.clock.now();
    const errors = findObstacles(batch, now);
    if (errors.length > 0) throw new AppError('BATCH_INVALID', { errors });
    const { currency } = await freezeRule(tx, batch.ruleId, batch.merchantId, now);
    await fixBudgetCurrency(tx, batchId, currency);
    if (batch.totalCount !== null) {
      const published = { batchId, kind: StockChangeKind.Published, delta: batch.totalCount };
      await insertStockChange(tx, { ...published, actor: actorName(caller) }, now);
    }
    await this.audit.record(tx, caller, {
      action: 'batch.publish',
      subject: 'coupon_batch',
      subjectId: batchId,
    });
    // Compares the version too, so what is published is what was checked.
    const marks = { publishedAt: now, endedAt: null };
    if (!(await updateStatus(tx, batchId, BATCH_TRANSITIONS.publish.to, batch, marks, now)))
      throw stateConflict(batch);
    return toBatchView((await selectBatch(tx, batchId))!);
  }
}
