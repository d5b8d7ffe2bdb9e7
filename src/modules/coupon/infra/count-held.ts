import type { SqlReader } from '../../../platform/database';

/**
 * How many coupons of each of these batches the user got; those that were used or revoked count too, as they do against
 * the limit. Batches without any are left out.
 */
export async function countHeld(
  reader: SqlReader,
  userId: string,
  batchIds: readonly string[],
): Promise<Map<string, number>> {
  if (batchIds.length === 0) return new Map();
  const rows = await reader.rows<{ batchId: string; held: string }>(
    `SELECT batch_id AS batchId, COUNT(*) AS held FROM coupon FORCE INDEX (uq_coupon_holder)
     WHERE batch_id IN (?) AND user_id = ? GROUP BY batch_id`,
    [batchIds, userId],
  );
  return new Map(rows.map(({ batchId, held }) => [batchId, Number(held)]));
}
