import type { SqlReader, SqlValue, Tx } from '../../../platform/database';
import type { DueReminder, OtherReminder } from '../domain/decide-reminder';

/**
 * `t_notify_msg.status`: initial until the scan has reminded the user (success), found nothing to remind of (dropped), or its
 * tries are used up (failed).
 */
export const ReminderStatus = { Initial: 0, Success: 1, Failed: 2, Dropped: 3 } as const;

/** Where a scan stands: everything up to here is done, or another worker's. */
export interface ScanPosition {
  notifTime: Date;
  id: string;
}

/**
 * Takes the next due reminders, in order of time. Rows that another worker has taken are left out, not waited for: the range
 * of the index holds what is open and due and nothing else.
 * @param now one that was looked at before is due at its own time only, however far ahead the scan looks
 */
export function takeDue(
  tx: Tx,
  { now, after, until, limit }: { now: Date; after: ScanPosition; until: Date; limit: number },
): Promise<DueReminder[]> {
  return tx.rows<DueReminder>(
    `SELECT id, user_id AS userId, batch_id AS batchId, notif_time AS notifTime, ends_by AS endsBy, attempts
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

/**
 * Other reminders of the same users and batches as these that bear on them: those due by now, and those that were sent since
 * `today` began. To be read once the rows are locked: what was committed before that counts.
 */
export async function selectOthers(
  reader: SqlReader,
  ids: readonly string[],
  { now, today }: { now: Date; today: Date },
): Promise<(OtherReminder & { ofId: string })[]> {
  const rows = await reader.rows<{ ofId: string; id: string; status: number; endsBy: Date }>(
    `SELECT n.id AS ofId, o.id, o.status, o.ends_by AS endsBy
     FROM t_notify_msg n FORCE INDEX (PRIMARY) JOIN t_notify_msg o FORCE INDEX (uq_notify_user_batch_day)
       ON o.user_id = n.user_id AND o.batch_id = n.batch_id AND o.id <> n.id
     WHERE n.id IN (?) AND ((o.status = ${ReminderStatus.Initial} AND o.notif_time <= ?)
       OR (o.status = ${ReminderStatus.Success} AND o.notif_time >= ?))`,
    [ids.map(BigInt), now, today],
  );
  return rows.map(({ ofId, id, status, endsBy }) => ({
    ofId,
    id,
    endsBy,
    isSent: status === ReminderStatus.Success,
  }));
}

/** From then on `notif_time` says when it was done. The caller holds the rows' locks, here and below. */
export async function markDone(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.change(
    `UPDATE t_notify_msg SET status = ${ReminderStatus.Success}, attempts = attempts + 1, notif_time = ? WHERE id IN (?)`,
    [now, ids.map(BigInt)],
  );
}

/**
 * Of these nothing came; what is planned for their days later opens them again. They are not deleted: a claim that plans for such
 * a day holds its entry of the unique key while it waits for the row, and the two would wait for each other.
 */
export async function markDropped(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.change(
    `UPDATE t_notify_msg SET status = ${ReminderStatus.Dropped}, notif_time = ? WHERE id IN (?)`,
    [now, ids.map(BigInt)],
  );
}

/** To be looked at again, at its own time and not before, even by the scan of a whole day. However often, it is one attempt. */
export async function markWaiting(tx: Tx, waits: readonly { id: string; until: Date }[]): Promise<void> {
  if (waits.length === 0) return;
  const times = waits.flatMap(({ id, until }): SqlValue[] => [BigInt(id), until]);
  await tx.change(
    `UPDATE t_notify_msg SET attempts = GREATEST(attempts, 1), notif_time = CASE id ${'WHEN ? THEN ? '.repeat(waits.length)}END
     WHERE id IN (?)`,
    [...times, waits.map(({ id }) => BigInt(id))],
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
