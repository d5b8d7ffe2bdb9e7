import type { CandidateCoupon, Cart, PricedCart } from '../../src/modules/pricing';
import type { RefundInput, RefundPlan } from '../../src/modules/pricing/refund/plan-refund';

/** An order as it was paid, nothing of it returned yet. */
export function orderOf(cart: Cart, coupons: CandidateCoupon[], priced: PricedCart): RefundInput {
  return {
    cart,
    coupons,
    priced,
    returned: [],
    giftsReturned: [],
    shippingRefunded: false,
    refundedBeforeMinor: 0,
    reversedBefore: [],
  };
}

/** The input of the next refund after `plan`. */
export function nextAfter(input: RefundInput, plan: RefundPlan): RefundInput {
  return {
    ...input,
    refundedBeforeMinor: input.refundedBeforeMinor + plan.refundMinor,
    reversedBefore: plan.reversals.map(({ couponId, cumulativeMinor }) => ({
      couponId,
      amountMinor: cumulativeMinor,
    })),
  };
}
