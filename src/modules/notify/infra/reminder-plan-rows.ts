import { escape as escapeValue } from 'mysql2';
import type { Tx } from '../../../platform/database';
import type { ReminderTime } from '../domain/reminder-times';

/** `t_notify_msg.notify_type`. */
export const EXPIRY_REMINDER = 1;
const DIGITS = /^\d+$/;
/** Rows of one INSERT: far below max_allowed_packet, whatever the values. */
const ROWS_PER_STATEMENT = 1_000;

export interface ReminderPlan {
  couponId: string | number;
  userId: string;
  batchId: string;
  times: readonly ReminderTime[];
}

/**
 * Plans expiry reminders in the transaction that creates the coupons. A reminder that the user already has for that batch
 * and day stays as it is. Plans must come sorted by user, so that two transactions never wait for each other in a circle.
 */
export async function planReminders(tx: Tx, plans: readonly ReminderPlan[]): Promise<void> {
  const texts = new Map<readonly ReminderTime[], string[]>();
  const rows = plans.flatMap(({ couponId, userId, batchId, times }) => {
    let ends = texts.get(times);
    if (!ends) {
      ends = times.map(({ day, at }) => escapeValue([day, EXPIRY_REMINDER, at], false, 'Z'));
      texts.set(times, ends);
    }
    const ids = [couponId, userId, batchId].map(digitsOf).join(',');
    return ends.map((end) => `(${ids},${end})`);
  });
  const pages: string[] = [];
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    pages.push(rows.slice(from, from + ROWS_PER_STATEMENT).join(','));
  }
  await Promise.all(
    pages.map((page) =>
      tx.change(
        `INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time) VALUES ${page}
         ON DUPLICATE KEY UPDATE notify_day = VALUES(notify_day)`,
      ),
    ),
  );
}

/** Ids go into the text as they are: a flush writes hundreds of rows, and binding each value would be most of its cost. */
function digitsOf(id: string | number): string | number {
  if (typeof id === 'string' && !DIGITS.test(id)) throw new Error(`not an id: ${id}`);
  return id;
}

/** Whose reminders of which batch: a user is reminded once a day of all their coupons of a batch. */
export interface ReminderHolder {
  userId: string;
  batchId: string;
}

/**
 * Locks what is planned for users and batches until the transaction ends, and waits for whoever is planning or dropping it now.
 * @param holders at least one
 */
export function lockReminders(
  tx: Tx,
  holders: readonly ReminderHolder[],
): Promise<(ReminderHolder & { id: string })[]> {
  // ORs of both columns are one index range each on both servers; a row constructor is not.
  return tx.rows(
    `SELECT id, user_id AS userId, batch_id AS batchId FROM t_notify_msg FORCE INDEX (uq_notify_user_batch_day)
     WHERE status = 0 AND (${holders.map(() => '(user_id = ? AND batch_id = ?)').join(' OR ')}) FOR UPDATE`,
    holders.flatMap(({ userId, batchId }) => [userId, batchId]),
  );
}

/** Drops reminders that this transaction has locked, with its COMMIT: it must not plan them anew. */
export function dropReminders(tx: Tx, reminderIds: readonly string[]): void {
  tx.changeAtCommit('DELETE FROM t_notify_msg WHERE id IN (?)', [reminderIds]);
}
