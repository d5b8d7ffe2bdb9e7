import type { SqlReader, Tx } from '../../../platform/database';

/** `t_notify_msg.status`: initial until the scan has reminded the user (success), or its tries are used up (failed). */
export const ReminderStatus = { Initial: 0, Success: 1, Failed: 2 } as const;

export interface DueReminder {
  id: string;
  userId: string;
  batchId: string;
  couponId: string;
  notifTime: Date;
  attempts: number;
}

/** Where a scan stands: everything up to here is done, or another worker's. */
export interface ScanPosition {
  notifTime: Date;
  id: string;
}

/**
 * Takes the next due reminders, in order of time. Rows that another worker has taken are left out, not waited for: the range
 * of the index holds what is open and due and nothing else.
 * @param now one that was tried before is due at its own time only, however far ahead the scan looks
 */
export function takeDue(
  tx: Tx,
  { now, after, until, limit }: { now: Date; after: ScanPosition; until: Date; limit: number },
): Promise<DueReminder[]> {
  return tx.rows<DueReminder>(
    `SELECT id, user_id AS userId, batch_id AS batchId, coupon_id AS couponId, notif_time AS notifTime, attempts
     FROM t_notify_msg FORCE INDEX (ix_notify_time)
     WHERE status = ${ReminderStatus.Initial} AND notif_time >= ? AND notif_time < ? AND (notif_time > ? OR id > ?)
       AND (attempts = 0 OR notif_time <= ?)
     ORDER BY notif_time, id LIMIT ? FOR UPDATE SKIP LOCKED`,
    [after.notifTime, until, after.notifTime, BigInt(after.id), now, limit],
  );
}

/** How many a scan would take, and of how many users. */
export async function countDue(
  reader: SqlReader,
  { now, until }: { now: Date; until: Date },
): Promise<{ due: number; users: number }> {
  const row = await reader.row<{ due: string; users: string }>(
    `SELECT COUNT(*) AS due, COUNT(DISTINCT user_id) AS users FROM t_notify_msg FORCE INDEX (ix_notify_time)
     WHERE status = ${ReminderStatus.Initial} AND notif_time < ? AND (attempts = 0 OR notif_time <= ?)`,
    [until, now],
  );
  return { due: Number(row?.due ?? 0), users: Number(row?.users ?? 0) };
}

/** The caller holds the rows' locks. */
export async function markDone(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.change(
    `UPDATE t_notify_msg SET status = ${ReminderStatus.Success}, attempts = attempts + 1 WHERE id IN (?)`,
    [ids.map(BigInt)],
  );
}

/** @param next when it is tried again; null: never, it has failed */
export async function markFailed(tx: Tx, id: string, next: Date | null): Promise<void> {
  await tx.change(
    `UPDATE t_notify_msg SET status = ?, attempts = attempts + 1, notif_time = COALESCE(?, notif_time) WHERE id = ?`,
    [next ? ReminderStatus.Initial : ReminderStatus.Failed, next, BigInt(id)],
  );
}

/** Deletes one page of rows that are done and due before then. @returns how many */
export async function deleteDone(
  tx: Tx,
  { status, before, limit }: { status: number; before: Date; limit: number },
): Promise<number> {
  const { affectedRows } = await tx.change(
    'DELETE FROM t_notify_msg WHERE status = ? AND notif_time < ? ORDER BY notif_time LIMIT ?',
    [status, before, limit],
  );
  return affectedRows;
}
