import type { Tx } from '../../../platform/database';
import { BatchStatus, type BatchTerms } from '../../batch';

/**
 * Moves coupons of a published, limited batch from its stock to its reservation: as many as there are, `wanted` at most.
 * The batch's row is the last one that its transaction locks.
 * @returns how many
 */
export async function reserveStock(tx: Tx, batchId: string, wanted: number): Promise<number> {
  // The amount is set while total_count is still the old one: assignments are evaluated from left to right.
  const { affectedRows, insertId } = await tx.change(
    `UPDATE coupon_batch SET reserved_count = reserved_count + LAST_INSERT_ID(LEAST(total_count, ?)),
       total_count = total_count - LEAST(total_count, ?)
     WHERE batch_id = ? AND status = ? AND total_count > 0`,
    [wanted, wanted, batchId, BatchStatus.Published],
  );
  return affectedRows === 1 ? insertId : 0;
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
