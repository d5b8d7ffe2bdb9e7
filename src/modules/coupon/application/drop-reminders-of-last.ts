import type { Tx } from '../../../platform/database';
import { dropReminders } from '../../notify';
import { CouponStatus } from '../domain/coupon-states';

/** Whoever has no available coupon of the batch any more needs no reminder that it ends. */
export async function dropRemindersOfLast(tx: Tx, userId: string, batchId: string): Promise<void> {
  const available = await tx.row(
    'SELECT 1 FROM coupon WHERE batch_id = ? AND user_id = ? AND status = ? LIMIT 1',
    [batchId, userId, CouponStatus.Available],
  );
  if (!available) await dropReminders(tx, userId, batchId);
}
