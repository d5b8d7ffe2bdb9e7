import type { SqlReader, Tx } from '../../../platform/database';
import { EVERYONE } from './inbox-rows';

/** Up to here a user has read the messages to everyone. */
export async function selectWatermark(reader: SqlReader, userId: string): Promise<string> {
  const row = await reader.row<{ readUntil: string }>(
    'SELECT read_until AS readUntil FROM notify_watermark WHERE user_id = ?',
    [BigInt(userId)],
  );
  return row?.readUntil ?? '0';
}

/** Which of these messages to everyone the user has read alone. */
export async function selectIndividuallyRead(
  reader: SqlReader,
  userId: string,
  inboxIds: readonly string[],
): Promise<Set<string>> {
  if (inboxIds.length === 0) return new Set();
  const rows = await reader.rows<{ inboxId: string }>(
    'SELECT inbox_id AS inboxId FROM notify_individually_read WHERE user_id = ? AND inbox_id IN (?)',
    [BigInt(userId), inboxIds.map(BigInt)],
  );
  return new Set(rows.map(({ inboxId }) => inboxId));
}

/** How many messages a user has not read, counted to `max` of each kind. */
export async function countUnread(reader: SqlReader, userId: string, max: number): Promise<number> {
  const row = await reader.row<{ own: string; common: string }>(
    `SELECT
       (SELECT COUNT(*) FROM (SELECT 1 FROM notify_inbox FORCE INDEX (PRIMARY)
          WHERE user_id = ? AND read_at IS NULL LIMIT ?) o) AS own,
       (SELECT COUNT(*) FROM (SELECT 1 FROM notify_inbox i FORCE INDEX (PRIMARY)
          LEFT JOIN notify_individually_read a ON a.user_id = ? AND a.inbox_id = i.inbox_id
          WHERE i.user_id = ${EVERYONE} AND a.inbox_id IS NULL
            AND i.inbox_id > COALESCE((SELECT read_until FROM notify_watermark WHERE user_id = ?), 0) LIMIT ?) c) AS common`,
    [BigInt(userId), max, BigInt(userId), BigInt(userId), max],
  );
  return Number(row?.own ?? 0) + Number(row?.common ?? 0);
}

/** @returns false when the user has no such row of their own */
export async function markOwnRead(tx: Tx, userId: string, inboxId: string, now: Date): Promise<boolean> {
  const { affectedRows } = await tx.change(
    'UPDATE notify_inbox SET read_at = COALESCE(read_at, ?) WHERE user_id = ? AND inbox_id = ?',
    [now, BigInt(userId), BigInt(inboxId)],
  );
  return affectedRows === 1;
}

/** Notes that a message to everyone was read alone. @returns false when there is no such message */
export async function markCommonRead(tx: Tx, userId: string, inboxId: string): Promise<boolean> {
  const row = await tx.row(`SELECT 1 FROM notify_inbox WHERE user_id = ${EVERYONE} AND inbox_id = ?`, [
    BigInt(inboxId),
  ]);
  if (!row) return false;
  if (BigInt(inboxId) > BigInt(await selectWatermark(tx, userId))) {
    await tx.change(
      `INSERT INTO notify_individually_read (user_id, inbox_id) VALUES (?, ?) ON DUPLICATE KEY UPDATE inbox_id = inbox_id`,
      [BigInt(userId), BigInt(inboxId)],
    );
  }
  return true;
}

/** Everything up to `until`: the user's own rows one by one, everyone's by the watermark, which replaces exceptions. */
export async function markAllRead(tx: Tx, userId: string, until: string | null, now: Date): Promise<void> {
  const bounded = until === null ? '' : 'AND inbox_id <= ?';
  const bound = until === null ? [] : [BigInt(until)];
  // Not further than what can be seen: a message that comes later must not be born read.
  const newest = await tx.row<{ inboxId: string | null }>(
    `SELECT MAX(inbox_id) AS inboxId FROM notify_inbox WHERE user_id = ${EVERYONE} ${bounded}`,
    bound,
  );
  if (newest?.inboxId) {
    await tx.change(
      `INSERT INTO notify_watermark (user_id, read_until) VALUES (?, ?)
       ON DUPLICATE KEY UPDATE read_until = GREATEST(read_until, VALUES(read_until))`,
      [BigInt(userId), BigInt(newest.inboxId)],
    );
    await tx.change('DELETE FROM notify_individually_read WHERE user_id = ? AND inbox_id <= ?', [
      BigInt(userId),
      BigInt(newest.inboxId),
    ]);
  }
  await tx.change(`UPDATE notify_inbox SET read_at = ? WHERE user_id = ? ${bounded} AND read_at IS NULL`, [
    now,
    BigInt(userId),
    ...bound,
  ]);
}
