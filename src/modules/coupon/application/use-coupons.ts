import type { Tx } from '../../../platform/database';
import { changeCoupons, lockRowsOf, type OrderCoupons } from '../infra/change-coupons';
import { dropRemindersOfLast } from './drop-reminders-of-last';

/**
 * Confirm: the order that locked coupons was paid. locked → used, one record each. A coupon that was locked in time is
 * honoured past its own end. The caller holds the order's row.
 */
export async function useCoupons(tx: Tx, use: OrderCoupons): Promise<void> {
  const rows = await lockRowsOf(tx, use);
  await changeCoupons(tx, {
    ...use,
    coupons: rows,
    transition: 'use',
    columns: { lockedUntil: null, usedAt: use.now },
  });
  for (const batchId of new Set(rows.map((row) => row.batchId))) {
    await dropRemindersOfLast(tx, use.userId, batchId);
  }
}
