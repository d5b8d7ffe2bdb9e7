import type { Tx } from '../../../platform/database';
import { changeCoupons, lockRowsOf, type OrderCoupons } from '../infra/change-coupons';

/**
 * Confirm: the order that locked coupons was paid. locked → used, one record each. A coupon that was locked in time is
 * honoured past its own end. The caller holds the order's row.
 */
export async function useCoupons(tx: Tx, use: OrderCoupons): Promise<void> {
  await lockRowsOf(tx, use);
  await changeCoupons(tx, { ...use, transition: 'use', columns: { lockedUntil: null, usedAt: use.now } });
}
