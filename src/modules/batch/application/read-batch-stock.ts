import type { SqlReader } from '../../../platform/database';
import { BatchStatus } from '../domain/batch-status';

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

const COLUMNS = 'batch_id, total_count, per_user_limit, version, claim_until';

const toStock = (row: StockRow): BatchStock => ({
  batchId: row.batch_id,
  left: row.total_count === null ? null : Number(row.total_count),
  perUserLimit: row.per_user_limit,
  version: row.version,
  claimUntil: row.claim_until,
});

/** @returns undefined when there is no such batch */
export async function readBatchStock(reader: SqlReader, batchId: string): Promise<BatchStock | undefined> {
  const row = await reader.row<StockRow>(`SELECT ${COLUMNS} FROM coupon_batch WHERE batch_id = ?`, [batchId]);
  return row && toStock(row);
}

/**
 * Published batches whose window has not closed, by what ends first: a range of ix_batch_centre in its own order, so that
 * batches that are over cost nothing. @param after the last one of the page before
 */
export async function readOpenBatchStock(
  reader: SqlReader,
  now: Date,
  after: Pick<BatchStock, 'claimUntil' | 'batchId'> | undefined,
  limit: number,
): Promise<BatchStock[]> {
  const beyond = after ? 'AND claim_until >= ? AND (claim_until > ? OR batch_id > ?)' : '';
  const rows = await reader.rows<StockRow>(
    `SELECT ${COLUMNS} FROM coupon_batch WHERE status = ? AND claim_until > ? ${beyond}
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
