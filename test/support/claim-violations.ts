import type { Database } from '../../src/platform/database';

/**
 * What must hold of a limited batch's rows at every commit, whatever broke meanwhile. Every message is a violation, so a
 * test expects []. Independent of the application's code: it reads rows and adds up. It expects a fixed window, so that all
 * reminders of a user fall on the same days, and that no worker has carried out the outbox's rows.
 */
export async function findClaimViolations(database: Database, batchId: string): Promise<string[]> {
  const checks: Record<string, string> = {
    'stock that does not add up to what was published, added and withdrawn (I3)': `
      SELECT b.batch_id AS id FROM coupon_batch b WHERE b.batch_id = :batch AND
        b.total_count + b.reserved_count + b.assign_count <>
          (SELECT SUM(delta) FROM batch_stock_change s WHERE s.batch_id = b.batch_id)`,
    'assign_count that is not the number of coupons (I3)': `
      SELECT b.batch_id AS id FROM coupon_batch b WHERE b.batch_id = :batch AND
        (b.total_count < 0 OR b.assign_count <> (SELECT COUNT(*) FROM coupon c WHERE c.batch_id = b.batch_id))`,
    'a user with more coupons than the limit (I1)': `
      SELECT c.user_id AS id FROM coupon c JOIN coupon_batch b ON b.batch_id = c.batch_id WHERE c.batch_id = :batch
      GROUP BY c.user_id, b.per_user_limit HAVING COUNT(*) > b.per_user_limit OR MAX(c.claim_no) > b.per_user_limit`,
    'coupons that no outbox row speaks of, or outbox rows without coupons': `
      SELECT b.batch_id AS id FROM coupon_batch b WHERE b.batch_id = :batch AND b.assign_count <>
        (SELECT COALESCE(SUM(JSON_VALUE(o.payload, '$.count')), 0) FROM outbox o
         WHERE o.topic = 'coupon.issued' AND JSON_VALUE(o.payload, '$.batchId') = CAST(b.batch_id AS CHAR))`,
    'a holder of an available coupon without all reminders': `
      SELECT c.user_id AS id FROM coupon c JOIN coupon_batch b ON b.batch_id = c.batch_id
      WHERE c.batch_id = :batch AND c.status = 0 AND JSON_LENGTH(b.remind_days) <>
        (SELECT COUNT(*) FROM t_notify_msg n WHERE n.batch_id = c.batch_id AND n.user_id = c.user_id)`,
    'a coupon whose records do not tell its state': `
      SELECT c.coupon_id AS id FROM coupon c WHERE c.batch_id = :batch AND IF(c.status = 4, 1, 0) <>
        (SELECT COUNT(*) FROM t_coupon_opt_record r WHERE r.coupon_id = c.coupon_id AND r.operating = 4)`,
  };
  const found: string[] = [];
  for (const [what, sql] of Object.entries(checks)) {
    const rows = await database.rows<{ id: string }>(sql.replaceAll(':batch', batchId));
    if (rows.length > 0) found.push(`${what}: ${rows.map(({ id }) => id).slice(0, 5)}`);
  }
  return found;
}
