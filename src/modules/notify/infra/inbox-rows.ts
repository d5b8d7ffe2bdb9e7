import type { SqlReader, SqlValue, Tx } from '../../../platform/database';
import type { SqlFragment } from '../../audience';

/** Whose rows are everyone's. */
export const EVERYONE = '0';

export interface NewInboxRow {
  userId: string;
  messageId: string;
  couponId: string | null;
  /** Which of the message's codes they get; null: none. */
  codeSerial: number | null;
}

/** A thin row each, in order of user, which is the order of the table. */
export async function insertInbox(tx: Tx, rows: readonly NewInboxRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const sorted = [...rows].sort((a, b) => (BigInt(a.userId) < BigInt(b.userId) ? -1 : 1));
  await tx.change(
    'INSERT INTO notify_inbox (user_id, message_id, coupon_id, code_serial, created_at) VALUES ?',
    [
      sorted.map(({ userId, messageId, couponId, codeSerial }) => [
        userId,
        messageId,
        couponId,
        codeSerial,
        now,
      ]),
    ],
  );
}

export interface InboxRow {
  inboxId: string;
  userId: string;
  messageId: string;
  couponId: string | null;
  codeSerial: string | null;
  createdAt: Date;
  readAt: Date | null;
}

const COLUMNS = `inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId,
  code_serial AS codeSerial, created_at AS createdAt, read_at AS readAt`;

/**
 * A user's rows and everyone's as one list, newest first: two ranges of the primary key, merged, so that a page costs a page
 * however many users and messages there are.
 */
export function selectPage(
  reader: SqlReader,
  { userId, before, limit }: { userId: string; before?: string; limit: number },
): Promise<InboxRow[]> {
  const range = `SELECT ${COLUMNS} FROM notify_inbox FORCE INDEX (PRIMARY)
    WHERE user_id = ? ${before === undefined ? '' : 'AND inbox_id < ?'} ORDER BY inbox_id DESC LIMIT ?`;
  const values = (owner: string) => [BigInt(owner), ...(before === undefined ? [] : [BigInt(before)]), limit];
  return reader.rows<InboxRow>(`(${range}) UNION ALL (${range}) ORDER BY inboxId DESC LIMIT ?`, [
    ...values(userId),
    ...values(EVERYONE),
    limit,
  ]);
}

/** Users as one column `user_id`, to be embedded as `FROM (${sql}) x`; with `coupon_id` beside it where `aboutCoupons`. */
export interface UsersSql {
  sql: string;
  params: SqlValue[];
  aboutCoupons: boolean;
}

/**
 * A thin row for each of these users who may get messages at all, without their passing through this process.
 * @returns how many
 */
export async function insertInboxOf(
  tx: Tx,
  messageId: string,
  { users, recipients }: { users: UsersSql | null; recipients: SqlFragment },
  now: Date,
): Promise<number> {
  const join = users === null ? '' : `JOIN (${users.sql}) s ON s.user_id = r.user_id`;
  const { affectedRows } = await tx.change(
    `INSERT INTO notify_inbox (user_id, message_id, coupon_id, created_at)
     SELECT r.user_id, ?, ${users?.aboutCoupons ? 's.coupon_id' : 'NULL'}, ?
     FROM (${recipients.sql}) r ${join} ORDER BY r.user_id`,
    [BigInt(messageId), now, ...recipients.params, ...(users?.params ?? [])],
  );
  return affectedRows;
}

/** The same users. */
export async function selectRecipients(
  reader: SqlReader,
  { users, recipients }: { users: UsersSql | null; recipients: SqlFragment },
): Promise<string[]> {
  const join = users === null ? '' : `JOIN (${users.sql}) s ON s.user_id = r.user_id`;
  const rows = await reader.rows<{ userId: string }>(
    `SELECT DISTINCT r.user_id AS userId FROM (${recipients.sql}) r ${join}`,
    [...recipients.params, ...(users?.params ?? [])],
  );
  return rows.map(({ userId }) => userId);
}

/** The first of them in order of id, `limit` at most. */
export async function selectFirstRecipients(
  reader: SqlReader,
  { users, recipients }: { users: UsersSql | null; recipients: SqlFragment },
  limit: number,
): Promise<string[]> {
  const join = users === null ? '' : `JOIN (${users.sql}) s ON s.user_id = r.user_id`;
  const rows = await reader.rows<{ userId: string }>(
    `SELECT DISTINCT r.user_id AS userId FROM (${recipients.sql}) r ${join} ORDER BY r.user_id LIMIT ?`,
    [...recipients.params, ...(users?.params ?? []), limit],
  );
  return rows.map(({ userId }) => userId);
}

/**
 * ONE row for everyone. The lock makes such rows become visible in the order of their ids, so that a watermark never covers
 * one that nobody could have seen.
 */
export async function insertForEveryone(tx: Tx, messageId: string, now: Date): Promise<string> {
  await tx.change(
    `INSERT INTO notify_watermark (user_id, read_until) VALUES (${EVERYONE}, 0) ON DUPLICATE KEY UPDATE read_until = read_until`,
  );
  const { insertId } = await tx.change(
    `INSERT INTO notify_inbox (user_id, message_id, created_at) VALUES (${EVERYONE}, ?, ?)`,
    [BigInt(messageId), now],
  );
  return String(insertId);
}

/**
 * Deletes the oldest rows as far as they are from before then. Ids grow with time, so the oldest are at one end of an index
 * that nothing else reads; a row that is younger than its neighbours only waits for another round. @returns how many
 */
export async function deleteOldInbox(
  tx: Tx,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const oldest = await tx.rows<{ userId: string; inboxId: string; createdAt: Date }>(
    `SELECT user_id AS userId, inbox_id AS inboxId, created_at AS createdAt FROM notify_inbox FORCE INDEX (ix_inbox_id)
     ORDER BY inbox_id LIMIT ?`,
    [limit],
  );
  const old = oldest.filter(({ createdAt }) => createdAt < before);
  if (old.length === 0) return 0;
  // By both columns of the primary key, so that no other row is locked.
  await tx.change('DELETE FROM notify_inbox WHERE (user_id, inbox_id) IN (?)', [
    old.map(({ userId, inboxId }) => [BigInt(userId), BigInt(inboxId)]),
  ]);
  return old.length;
}
