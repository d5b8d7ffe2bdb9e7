import type { Tx } from '../../../platform/database';

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
