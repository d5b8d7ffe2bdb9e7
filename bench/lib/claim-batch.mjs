const DAY_MS = 86_400_000;

/**
 * Puts a published batch into the database that is open now, with its rule.
 * @param {any} connection of mysql2/promise
 * @param {{ batchId: number, stock: number, limit?: number, codeMode?: 0 | 1 | 2 }} batch `limit` per user, 1 by default; no codes
 */
export async function insertBatch(connection, { batchId, stock, limit = 1, codeMode = 0 }) {
  const now = new Date();
  await connection.query(
    `INSERT IGNORE INTO rule (rule_id, family_id, version, merchant_id, name, type, currency, rule_content, created_at, updated_at)
     VALUES (1, 1, 1, 7, 'Flash sale', 0, 'USD', '{"threshold":{"amountMinor":10000},"amountMinor":2000}', ?, ?)`,
    [now, now],
  );
  await connection.query(
    `INSERT INTO coupon_batch (batch_id, merchant_id, coupon_name, rule_id, total_count, per_user_limit, claim_from, claim_until,
       validity_type, valid_days, status, remind_days, code_mode, created_at, updated_at)
     VALUES (?, 7, 'Flash sale', 1, ?, ?, ?, ?, 1, 30, 1, '[3,1]', ?, ?, ?)`,
    [
      batchId,
      stock,
      limit,
      new Date(now.getTime() - DAY_MS),
      new Date(now.getTime() + DAY_MS),
      codeMode,
      now,
      now,
    ],
  );
}
