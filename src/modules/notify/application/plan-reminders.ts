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

/**
 * Locks what is planned for a user and batch until the transaction ends, and waits for whoever is planning or dropping it now.
 * @returns the reminders' ids, none when nothing is planned
 */
export async function lockReminders(tx: Tx, userId: string, batchId: string): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `SELECT id FROM t_notify_msg FORCE INDEX (uq_notify_user_batch_day)
     WHERE user_id = ? AND batch_id = ? AND status = 0 FOR UPDATE`,
    [userId, batchId],
  );
  return rows.map(({ id }) => id);
}

/** Drops reminders that this transaction has locked, with its COMMIT: it must not plan them anew. */
export function dropReminders(tx: Tx, reminderIds: readonly string[]): void {
  tx.changeAtCommit('DELETE FROM t_notify_msg WHERE id IN (?)', [reminderIds]);
}
