import type { Tx } from '../../../platform/database';
import { LIVE } from '../domain/batch-status';
import { MAX_STOCK } from '../domain/batch-terms';

/** The `batch_stock_change.kind` column. */
export const StockChangeKind = { Published: 0, TopUp: 1, Withdrawal: 2 } as const;
export type StockChangeKind = (typeof StockChangeKind)[keyof typeof StockChangeKind];

export async function insertStockChange(
  tx: Tx,
  change: { batchId: string; kind: StockChangeKind; delta: number; actor: string },
  now: Date,
): Promise<void> {
  await tx.change(
    'INSERT INTO batch_stock_change (batch_id, kind, delta, actor, created_at) VALUES (?, ?, ?, ?, ?)',
    [change.batchId, change.kind, change.delta, change.actor, now],
  );
}

/**
 * Adds to what is left of a limited, live batch, or takes from it: never below zero, never past MAX_STOCK in all.
 * @param delta positive or negative number of coupons
 * @returns false when the batch does not allow it: then nothing was changed
 */
export async function updateStock(tx: Tx, batchId: string, delta: number, now: Date): Promise<boolean> {
  // A batch without a limit has total_count NULL, and then no comparison holds.
  const { affectedRows } = await tx.change(
    `UPDATE coupon_batch SET total_count = total_count + ?, updated_at = ?
     WHERE batch_id = ? AND status IN (?) AND total_count + ? >= 0
       AND total_count + reserved_count + assign_count + ? <= ?`,
    [delta, now, batchId, LIVE, delta, delta, MAX_STOCK],
  );
  return affectedRows === 1;
}
