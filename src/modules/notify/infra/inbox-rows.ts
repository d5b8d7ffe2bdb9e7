import type { SqlReader, Tx } from '../../../platform/database';

/** Whose rows are everyone's. */
export const EVERYONE = '0';

export interface NewInboxRow {
  userId: string;
  messageId: string;
  couponId: string | null;
}

/** A thin row each, in order of user, which is the order of the table. */
export async function insertInbox(tx: Tx, rows: readonly NewInboxRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  const sorted = [...rows].sort((a, b) => (BigInt(a.userId) < BigInt(b.userId) ? -1 : 1));
  await tx.change('INSERT INTO notify_inbox (user_id, message_id, coupon_id, created_at) VALUES ?', [
    sorted.map(({ userId, messageId, couponId }) => [userId, messageId, couponId, now]),
  ]);
}

export interface InboxRow {
  inboxId: string;
  userId: string;
  messageId: string;
  couponId: string | null;
  createdAt: Date;
  readAt: Date | null;
}

const COLUMNS = `inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId,
  created_at AS createdAt, read_at AS readAt`;

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
