import type { Tx } from '../../../platform/database';
import { changeCoupons } from '../infra/change-coupons';

/** A coupon that an order has locked. */
export interface CouponUse {
  couponId: string;
  batchId: string;
  userId: string;
  orderNo: string;
}

/**
 * Confirm: the orders that locked coupons were paid. locked → used, one record each. A coupon that was locked in time is
 * honoured past its own end. The caller holds the orders' rows, and nobody else's order may have the coupons: that they are not
 * locked for it is a defect.
 */
export async function useCoupons(tx: Tx, uses: readonly CouponUse[], now: Date): Promise<void> {
  const columns = { lockedUntil: null, usedAt: now };
  await changeCoupons(tx, { transition: 'use', coupons: uses, now, columns, lockedForOrder: true });
}
