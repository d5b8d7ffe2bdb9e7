import type { Tx } from '../../../platform/database';
import { dropReminders, lockReminders } from '../../notify';
import { CouponStatus } from '../domain/coupon-states';

/**
 * Whoever has no available coupon of the batch any more needs no reminder that it ends. The reminders' locks come first:
 * whoever gives this user another coupon, or takes his other one, meets them. Looking for available coupons before that would
 * miss what such a transaction is about to commit.
 */
export async function dropRemindersOfLast(tx: Tx, userId: string, batchId: string): Promise<void> {
  // One packet, and the second statement runs when the first has its locks.
  const [reminderIds, available] = await Promise.all([
    lockReminders(tx, userId, batchId),
    tx.row(
      `SELECT 1 FROM coupon FORCE INDEX (uq_coupon_holder) WHERE batch_id = ? AND user_id = ? AND status = ? LIMIT 1`,
      [batchId, userId, CouponStatus.Available],
    ),
  ]);
  if (!available && reminderIds.length > 0) dropReminders(tx, reminderIds);
}
