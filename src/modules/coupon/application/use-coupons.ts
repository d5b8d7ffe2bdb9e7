import type { Tx } from '../../../platform/database';
import { changeCoupons } from '../infra/change-coupons';
import { dropRemindersOfLast } from './drop-reminders-of-last';

/** The coupons that an order has locked. */
export interface CouponUse {
  userId: string;
  coupons: readonly { couponId: string; batchId: string }[];
  orderNo: string;
  now: Date;
}

/**
 * Confirm: the order that locked coupons was paid. locked → used, one record each. A coupon that was locked in time is
 * honoured past its own end. Of whom has no available coupon of the batch any more, the reminders are dropped. The caller
 * holds the order's row, and nobody else's order may have the coupons: that they are not locked for it is a defect.
 */
export async function useCoupons(tx: Tx, { userId, coupons, orderNo, now }: CouponUse): Promise<void> {
  const batchIds = new Set(coupons.map(({ batchId }) => batchId));
  await Promise.all([
    changeCoupons(tx, {
      transition: 'use',
      coupons: coupons.map(({ couponId }) => ({ couponId, userId })),
      orderNo,
      lockedFor: orderNo,
      now,
      columns: { lockedUntil: null, usedAt: now },
    }),
    ...[...batchIds].map((batchId) => dropRemindersOfLast(tx, userId, batchId)),
  ]);
}
