import type { SqlValue, Tx } from '../../../platform/database';
import type { ReminderTime } from '../domain/reminder-times';
import { EXPIRY_REMINDER, JOIN_PLANNED } from './reminder-plan-rows';

/** Coupons that all end at the same time. */
export interface CouponsToRemind {
  batchId: string;
  /** A query with the columns `coupon_id` and `user_id`, one row for each user. */
  coupons: { sql: string; params: readonly SqlValue[] };
  /** In order of time. */
  times: readonly ReminderTime[];
}

/**
 * Plans the reminders of many coupons at once, like `planReminders`, without their rows travelling through this process:
 * one row for each user, batch and day.
 */
export async function planRemindersBySelect(
  tx: Tx,
  { batchId, coupons, times }: CouponsToRemind,
): Promise<void> {
  await Promise.all(
    times.map(({ day, at, endsBy }) =>
      tx.change(
        `INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by)
         SELECT c.coupon_id, c.user_id, ?, ?, ?, ?, ? FROM (${coupons.sql}) c ORDER BY c.user_id
         ${JOIN_PLANNED}`,
        [batchId, day, EXPIRY_REMINDER, at, endsBy, ...coupons.params],
      ),
    ),
  );
}
