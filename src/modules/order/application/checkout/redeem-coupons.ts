import type { Tx } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { spendBudgets } from '../../../batch';
import { useCoupons } from '../../../coupon';
import { budgetSharesOf, type OrderCouponHead, orderNoOf } from '../../domain/stored-order';
import { insertRedemptions } from '../../infra/redemption-rows';

/** What of an order counts when its coupons are used. */
export interface Redemption {
  orderId: string;
  userId: string;
  coupons: readonly OrderCouponHead[];
}

/**
 * The end of Confirm: the coupons of orders that are paid are used, what they gave away is noted in the ledger, and spent of
 * the budgets that it was reserved from. The caller has locked the orders' rows, which keeps their coupons theirs, and comes to
 * no other row after this.
 */
export async function redeemCoupons(tx: Tx, redemptions: readonly Redemption[], now: Date): Promise<void> {
  const coupons = redemptions.flatMap((redemption) => redemption.coupons);
  if (coupons.length === 0) return;
  const uses = redemptions.flatMap(({ orderId, userId, coupons: used }) =>
    used.map(({ couponId, batchId }) => ({ couponId, batchId, userId, orderNo: orderNoOf(orderId) })),
  );
  await Promise.all([
    useCoupons(tx, uses, now),
    insertRedemptions(
      tx,
      redemptions.filter((redemption) => redemption.coupons.length > 0),
      now,
    ),
  ]);
  faultPoint('order.redeem:after-use');
  await spendBudgets(tx, budgetSharesOf(coupons), now);
}
