import type { SqlReader, Tx } from '../../../platform/database';
import { BatchStatus, LIVE } from '../domain/batch-status';
import { type BatchTerms, MAX_STOCK } from '../domain/batch-terms';

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

export interface BatchStock {
  batchId: string;
  /** What is left to be issued; null without a limit. */
  left: number | null;
  perUserLimit: number;
  version: number;
  claimUntil: Date;
}

interface StockRow {
  batch_id: string;
  total_count: string | null;
  per_user_limit: number;
  version: number;
  claim_until: Date;
}

const STOCK_COLUMNS = 'batch_id, total_count, per_user_limit, version, claim_until';

const toStock = (row: StockRow): BatchStock => ({
  batchId: row.batch_id,
  left: row.total_count === null ? null : Number(row.total_count),
  perUserLimit: row.per_user_limit,
  version: row.version,
  claimUntil: row.claim_until,
});

/** @returns undefined when there is no such batch */
export async function selectBatchStock(reader: SqlReader, batchId: string): Promise<BatchStock | undefined> {
  const row = await reader.row<StockRow>(`SELECT ${STOCK_COLUMNS} FROM coupon_batch WHERE batch_id = ?`, [
    batchId,
  ]);
  return row && toStock(row);
}

/**
 * Published batches whose window has not closed, by what ends first: a range of ix_batch_centre in its own order, so that
 * batches that are over cost nothing. @param after the last one of the page before
 */
export async function selectOpenBatchStock(
  reader: SqlReader,
  now: Date,
  after: Pick<BatchStock, 'claimUntil' | 'batchId'> | undefined,
  limit: number,
): Promise<BatchStock[]> {
  const beyond = after ? 'AND claim_until >= ? AND (claim_until > ? OR batch_id > ?)' : '';
  const rows = await reader.rows<StockRow>(
    `SELECT ${STOCK_COLUMNS} FROM coupon_batch WHERE status = ? AND claim_until > ? ${beyond}
     ORDER BY claim_until, batch_id LIMIT ?`,
    [
      BatchStatus.Published,
      now,
      ...(after ? [after.claimUntil, after.claimUntil, after.batchId] : []),
      limit,
    ],
  );
  return rows.map(toStock);
}

/**
 * The guard of the stock, always the last statement of its transaction: the batch's row is locked only while the commit
 * is written. It fails, as {@link isGuardRefusal} knows, when the terms changed or less than `count` is left, so that COMMIT
 * can travel with it.
 */
export async function takeStock(tx: Tx, terms: BatchTerms, count: number): Promise<void> {
  // MySQL sets columns from left to right: assign_count, which can't be NULL, is decided while total_count is still the old one.
  await tx.change(
    `UPDATE coupon_batch
     SET assign_count = IF(version = ? AND status = ? AND total_count >= ?, assign_count + ?, NULL),
       total_count = total_count - ?
     WHERE batch_id = ?`,
    [terms.version, terms.status, count, count, count, terms.batchId],
  );
}

/** The same guard without a stock limit: a shared lock, so that claims don't wait for each other. */
export async function confirmTerms(tx: Tx, terms: BatchTerms): Promise<boolean> {
  const row = await tx.row(
    'SELECT 1 FROM coupon_batch WHERE batch_id = ? AND version = ? AND status = ? LOCK IN SHARE MODE',
    [terms.batchId, terms.version, terms.status],
  );
  return row !== undefined;
}

/**
 * What its coupons depend on has changed elsewhere: whatever was read under the terms of before is refused by the guard. The batch's
 * row is the last one that its transaction locks.
 */
export async function renewVersion(tx: Tx, batchId: string, now: Date): Promise<void> {
  await tx.change('UPDATE coupon_batch SET version = version + 1, updated_at = ? WHERE batch_id = ?', [
    now,
    batchId,
  ]);
}

/**
 * Adds to the number of issued coupons of a batch without a limit, which has no counter in the transactions that issue them.
 */
export async function addToUnlimited(tx: Tx, batchId: string, count: number): Promise<void> {
  await tx.change(
    'UPDATE coupon_batch SET assign_count = assign_count + ? WHERE batch_id = ? AND total_count IS NULL',
    [count, batchId],
  );
}

/**
 * Moves coupons of a published, limited batch from its stock to its reservation: as many as there are, `wanted` at most.
 * The batch's row is the last one that its transaction locks.
 * @returns how many; null when the batch is not published at this moment, whatever it was when its terms were read
 */
export async function reserveStock(tx: Tx, batchId: string, wanted: number): Promise<number | null> {
  // The amount is set while total_count is still the old one: assignments are evaluated from left to right.
  const { affectedRows, insertId } = await tx.change(
    `UPDATE coupon_batch SET reserved_count = reserved_count + LAST_INSERT_ID(LEAST(total_count, ?)),
       total_count = total_count - LEAST(total_count, ?)
     WHERE batch_id = ? AND status = ? AND total_count IS NOT NULL`,
    [wanted, wanted, batchId, BatchStatus.Published],
  );
  return affectedRows === 1 ? insertId : null;
}

/** Gives coupons that were not issued back to the stock, whatever has become of the batch. */
export async function returnStock(tx: Tx, batchId: string, count: number): Promise<void> {
  if (count === 0) return;
  const { affectedRows } = await tx.change(
    `UPDATE coupon_batch SET total_count = total_count + ?, reserved_count = reserved_count - ?
     WHERE batch_id = ? AND reserved_count >= ?`,
    [count, count, batchId, count],
  );
  if (affectedRows !== 1) throw new Error(`batch ${batchId} has not ${count} coupons reserved`);
}

/**
 * The guard of a chunk, the last statement of its transaction: issued coupons leave the reservation.
 * @returns false when the terms changed since they were read
 */
export async function takeReserved(tx: Tx, terms: BatchTerms, count: number): Promise<boolean> {
  const { affectedRows } = await tx.change(
    `UPDATE coupon_batch SET reserved_count = reserved_count - ?, assign_count = assign_count + ?
     WHERE batch_id = ? AND version = ? AND status = ? AND reserved_count >= ?`,
    [count, count, terms.batchId, terms.version, terms.status, count],
  );
  return affectedRows === 1;
}
