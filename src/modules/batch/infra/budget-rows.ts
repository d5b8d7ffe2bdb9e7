import type { SqlReader, Tx } from '../../../platform/database';
import { ruleQuery } from '../../rule';
import { MAX_BUDGET_MINOR } from '../domain/funding';

/** Sets or drops the budget of a draft, in the currency of its rule. */
export async function replaceBudget(
  tx: Tx,
  batchId: string,
  { ruleId, budgetMinor }: { ruleId: string; budgetMinor: number | null },
  now: Date,
): Promise<void> {
  await tx.change('DELETE FROM coupon_batch_budget WHERE batch_id = ?', [batchId]);
  if (budgetMinor === null) return;
  await tx.change(
    `INSERT INTO coupon_batch_budget (batch_id, currency, total_minor, updated_at)
     ${ruleQuery('?, currency, ?, ?')}`,
    [batchId, budgetMinor, now, ruleId],
  );
}

/** Puts a budget into the currency that its rule has from publishing on: until then the rule may have got another one. */
export async function fixBudgetCurrency(tx: Tx, batchId: string, currency: string): Promise<void> {
  await tx.change('UPDATE coupon_batch_budget SET currency = ? WHERE batch_id = ?', [currency, batchId]);
}

/**
 * Every move of money between the parts of a budget: what each part gains, in units of the amount, and the part that must
 * hold the amount before. Guarded UPDATEs, so that no part ever falls below zero, whoever moves at the same time.
 */
const BUDGET_MOVES = {
  /** Try: an order that waits for payment holds the amount. */
  reserve: { reserved: 1, spent: 0, guard: 'total_minor - reserved_minor - spent_minor' },
  /** Confirm. */
  spend: { reserved: -1, spent: 1, guard: 'reserved_minor' },
  /** Cancel. */
  release: { reserved: -1, spent: 0, guard: 'reserved_minor' },
  /** A refund reversed the discount. */
  reverse: { reserved: 0, spent: -1, guard: 'spent_minor' },
} as const;
export type BudgetMove = keyof typeof BUDGET_MOVES;

/** @returns false when the guarded part holds less than the amount: then nothing was changed */
export async function moveBudget(
  tx: Tx,
  move: BudgetMove,
  { batchId, amountMinor }: { batchId: string; amountMinor: number },
  now: Date,
): Promise<boolean> {
  const { reserved, spent, guard } = BUDGET_MOVES[move];
  // MySQL assigns from left to right: no expression reads a column that was assigned before it.
  const { affectedRows } = await tx.change(
    `UPDATE coupon_batch_budget SET reserved_minor = reserved_minor + ?, spent_minor = spent_minor + ?, updated_at = ?
     WHERE batch_id = ? AND ${guard} >= ?`,
    [reserved * amountMinor, spent * amountMinor, now, batchId, amountMinor],
  );
  return affectedRows === 1;
}

/**
 * Adds to a budget or takes from what is left of it: never below what is reserved and spent.
 * @param deltaMinor positive or negative
 * @returns false when the budget does not allow it, or there is none: then nothing was changed
 */
export async function updateBudgetTotal(
  tx: Tx,
  batchId: string,
  deltaMinor: number,
  now: Date,
): Promise<boolean> {
  const { affectedRows } = await tx.change(
    `UPDATE coupon_batch_budget SET total_minor = total_minor + ?, updated_at = ?
     WHERE batch_id = ? AND total_minor + ? >= reserved_minor + spent_minor AND total_minor + ? <= ?`,
    [deltaMinor, now, batchId, deltaMinor, deltaMinor, MAX_BUDGET_MINOR],
  );
  return affectedRows === 1;
}

/** What is left, by batch; batches without a budget are not among them. */
export async function selectBudgetsLeft(
  reader: SqlReader,
  batchIds: readonly string[],
): Promise<Map<string, number>> {
  if (batchIds.length === 0) return new Map();
  const rows = await reader.rows<{ batchId: string; leftMinor: string }>(
    `SELECT batch_id AS batchId, total_minor - reserved_minor - spent_minor AS leftMinor
     FROM coupon_batch_budget WHERE batch_id IN (?)`,
    [batchIds],
  );
  return new Map(rows.map(({ batchId, leftMinor }) => [batchId, Number(leftMinor)]));
}
