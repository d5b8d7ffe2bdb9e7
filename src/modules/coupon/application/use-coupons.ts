import type { Tx } from '../../../platform/database';
import { dropReminders } from '../../notify';
import { CouponStatus } from '../domain/coupon-states';
import { changeCoupons, lockRowsOf, type OrderCoupons } from '../infra/change-coupons';

/**
 * Confirm: the order that locked coupons was paid. locked → used, one record each. A coupon that was locked in time is
 * honoured past its own end. The caller holds the order's row.
 */
export async function useCoupons(tx: Tx, use: OrderCoupons): Promise<void> {
  const rows = await lockRowsOf(tx, use);
  await changeCoupons(tx, { ...use, transition: 'use', columns: { lockedUntil: null, usedAt: use.now } });
  const batchIds = [...new Set(rows.map(({ batchId }) => batchId))];
  for (const batchId of batchIds) {
    if (!(await hasAvailable(tx, use.userId, batchId))) await dropReminders(tx, use.userId, batchId);
  }
}

/** Whoever used the last coupon of a batch needs no reminder that it ends. */
async function hasAvailable(tx: Tx, userId: string, batchId: string): Promise<boolean> {
  const row = await tx.row('SELECT 1 FROM coupon WHERE batch_id = ? AND user_id = ? AND status = ? LIMIT 1', [
    batchId,
    userId,
    CouponStatus.Available,
  ]);
  return row !== undefined;
}
