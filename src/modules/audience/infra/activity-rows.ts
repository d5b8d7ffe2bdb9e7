import type { Tx } from '../../../platform/database';

/**
 * Writes when users were last active, unless somebody wrote it less than `intervalMs` before. Whoever comes with a user's
 * token is a user: a new one gets a row.
 */
export async function writeActivity(
  tx: Tx,
  activity: readonly (readonly [userId: string, at: Date])[],
  intervalMs: number,
): Promise<void> {
  // In one order, so that two processes wait for each other instead of deadlocking.
  const rows = activity
    .map(([userId, at]) => [BigInt(userId), at, at, at] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  await tx.change(
    `INSERT INTO audience_user (user_id, last_active_at, created_at, updated_at) VALUES ?
     ON DUPLICATE KEY UPDATE last_active_at =
       IF(last_active_at >= VALUES(last_active_at) - INTERVAL ? MICROSECOND, last_active_at, VALUES(last_active_at))`,
    [rows, intervalMs * 1_000],
  );
}
