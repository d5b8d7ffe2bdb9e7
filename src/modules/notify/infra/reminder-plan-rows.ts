import { escape as escapeValue } from 'mysql2';
import type { Tx } from '../../../platform/database';
import type { ReminderTime } from '../domain/reminder-times';
import { ReminderStatus } from './reminder-rows';

/** `t_notify_msg.notify_type`. */
export const EXPIRY_REMINDER = 1;
const DIGITS = /^\d+$/;
/**
 * One row per user, batch and day: what else is planned for that day joins the open one, which then comes at the earlier time
 * and covers the later end. One that was dropped is open again; a day on which the user was reminded stays done. The assignments
 * take effect in this order, each seeing those before it.
 */
export const JOIN_PLANNED = `ON DUPLICATE KEY UPDATE
  ends_by = CASE t_notify_msg.status WHEN ${ReminderStatus.Dropped} THEN VALUES(ends_by)
    ELSE GREATEST(t_notify_msg.ends_by, VALUES(ends_by)) END,
  notif_time = CASE t_notify_msg.status WHEN ${ReminderStatus.Dropped} THEN VALUES(notif_time)
    WHEN ${ReminderStatus.Initial} THEN LEAST(t_notify_msg.notif_time, VALUES(notif_time)) ELSE t_notify_msg.notif_time END,
  attempts = IF(t_notify_msg.status = ${ReminderStatus.Dropped}, 0, t_notify_msg.attempts),
  status = IF(t_notify_msg.status = ${ReminderStatus.Dropped}, ${ReminderStatus.Initial}, t_notify_msg.status)`;
/** Rows of one INSERT: far below max_allowed_packet, whatever the values. */
const ROWS_PER_STATEMENT = 1_000;

export interface ReminderPlan {
  couponId: string | number;
  userId: string;
  batchId: string;
  times: readonly ReminderTime[];
}

/**
 * Plans expiry reminders in the transaction that creates the coupons, or gives them back; what is planned already is not
 * planned twice. Plans must come sorted by user, so that two transactions never wait for each other in a circle.
 */
export async function planReminders(tx: Tx, plans: readonly ReminderPlan[]): Promise<void> {
  const texts = new Map<readonly ReminderTime[], string[]>();
  const rows = plans.flatMap(({ couponId, userId, batchId, times }) => {
    let ends = texts.get(times);
    if (!ends) {
      ends = times.map(({ day, at, endsBy }) => escapeValue([day, EXPIRY_REMINDER, at, endsBy], false, 'Z'));
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
        `INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by)
         VALUES ${page} ${JOIN_PLANNED}`,
      ),
    ),
  );
}

/** Ids go into the text as they are: a flush writes hundreds of rows, and binding each value would be most of its cost. */
function digitsOf(id: string | number): string | number {
  if (typeof id === 'string' && !DIGITS.test(id)) throw new Error(`not an id: ${id}`);
  return id;
}
