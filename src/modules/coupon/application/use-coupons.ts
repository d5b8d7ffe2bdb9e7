import type { Tx } from '../../../platform/database';
import { changeCoupons, lockRowsOf, type OrderCoupons } from '../infra/change-coupons';
import { dropRemindersOfLast } from './drop-reminders-of-last';

/**
 * Confirm: the order that locked coupons was paid. locked → used, one record each. A coupon that was locked in time is
 * honoured past its own end. Of whom has no available coupon of the batch any more, the reminders are dropped. The caller
 * holds the order's row.
 */
export async function useCoupons(tx: Tx, use: OrderCoupons): Promise<void> {
  const rows = await lockRowsOf(tx, use);
  const batchIds = new Set(rows.map((row) => row.batchId));
  await Promise.all([
    changeCoupons(tx, {
      ...use,
      coupons: rows,
      transition: 'use',
      columns: { lockedUntil: null, usedAt: use.now },
    }),
    ...[...batchIds].map((batchId) => dropRemindersOfLast(tx, use.userId, batchId)),
  ]);
}
