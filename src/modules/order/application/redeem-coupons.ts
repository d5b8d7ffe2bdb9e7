import type { Tx } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { spendBudgets } from '../../batch';
import { useCoupons } from '../../coupon';
import { budgetSharesOf, type OrderCouponHead, orderNoOf } from '../domain/stored-order';
import { insertRedemptions } from '../infra/redemption-rows';

/**
 * The end of Confirm: the coupons of an order that is paid are used, what they gave away is noted in the ledger, and spent of
 * the budgets that it was reserved from. The caller has locked the order's row and its coupons, and comes to no other row
 * after this.
 */
export async function redeemCoupons(
  tx: Tx,
  order: { orderId: string; userId: string; currency: string },
  coupons: readonly OrderCouponHead[],
  now: Date,
): Promise<void> {
  if (coupons.length === 0) return;
  const { orderId, userId } = order;
  await Promise.all([
    useCoupons(tx, { userId, coupons, orderNo: orderNoOf(orderId), now }),
    insertRedemptions(tx, order, coupons, now),
  ]);
  faultPoint('order.redeem:after-use');
  await spendBudgets(tx, budgetSharesOf(coupons), now);
}
