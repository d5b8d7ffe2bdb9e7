import type { SqlReader, Tx } from '../../../platform/database';

/** Lists users for a batch. @returns how many were not listed before */
export async function insertAudienceUsers(
  tx: Tx,
  batchId: string,
  userIds: readonly string[],
): Promise<number> {
  // In one order, so that two calls with the same users wait for each other instead of deadlocking.
  const sorted = [...new Set(userIds)].sort((a, b) => Number(a) - Number(b));
  const { affectedRows } = await tx.change(
    'INSERT IGNORE INTO batch_audience_user (batch_id, user_id) VALUES ?',
    [sorted.map((userId) => [batchId, userId])],
  );
  return affectedRows;
}

/** Which of these users are on the batch's list. */
export async function selectListedUsers(
  reader: SqlReader,
  batchId: string,
  userIds: readonly string[],
): Promise<Set<string>> {
  const rows = await reader.rows<{ user_id: string }>(
    'SELECT user_id FROM batch_audience_user WHERE batch_id = ? AND user_id IN (?)',
    [batchId, userIds],
  );
  return new Set(rows.map((row) => row.user_id));
}
