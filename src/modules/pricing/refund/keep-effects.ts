import { scopeLeft, worthOf } from '../cart/apply-terms';
import type { CartView, PricingState } from '../cart/cart-view';
import type { Candidate } from '../cart/terms-on-cart';
import type { AppliedCoupon, LineShare } from '../pricing.types';

/** What a coupon took off when the order was priced. */
export type PaidCoupon = Omit<AppliedCoupon, 'step'>;

/** What one coupon still gives away on the kept part of an order. */
export interface KeptEffect {
  readonly couponId: string;
  /** Only lines with a share above zero. */
  readonly shares: readonly LineShare[];
  readonly shippingMinor: number;
  /** Value of the kept gifts that are still earned. */
  readonly giftMinor: number;
}

/** The same with what its kept gifts cost. */
export interface TestedEffect extends KeptEffect {
  readonly giftCharge: GiftCharge | null;
}

export interface GiftCharge {
  readonly couponId: string;
  readonly quantity: number;
  readonly amountMinor: number;
}

/** Never more than is left: a re-tested coupon that comes before may take more of a smaller cart than it did. */
export function keepShares(
  view: CartView,
  state: PricingState,
  shareOfLine: ReadonlyMap<string, number>,
  applied: PaidCoupon,
): TestedEffect {
  const shippingMinor = Math.min(applied.shippingDiscountMinor, state.shippingLeftMinor);
  state.shippingLeftMinor -= shippingMinor;
  const shares: LineShare[] = [];
  for (const [i, { lineId }] of view.lines.entries()) {
    const shareMinor = Math.min(shareOfLine.get(lineId)!, state.leftMinor[i]!);
    state.leftMinor[i]! -= shareMinor;
    if (shareMinor > 0) shares.push({ lineId, amountMinor: shareMinor });
  }
  return { couponId: applied.couponId, shares, shippingMinor, giftMinor: 0, giftCharge: null };
}

/** The coupon by its original terms on the kept lines; nothing where they no longer hold. */
export function testAgain(
  view: CartView,
  state: PricingState,
  { coupon, onCart }: Candidate,
  keptGifts: number,
): TestedEffect {
  const { couponId } = coupon;
  const worthMinor = worthOf(onCart, state, scopeLeft(onCart, state));
  const scopeLines = onCart.scope.lines;
  const kept = onCart.benefit.keep({ view, state, scopeLines, worthMinor, keptGifts });
  return { couponId, ...kept, giftCharge: kept.giftCharge && { couponId, ...kept.giftCharge } };
}

export function keptWorthOf({ shares, shippingMinor, giftMinor }: KeptEffect): number {
  return shares.reduce((sum, { amountMinor }) => sum + amountMinor, shippingMinor + giftMinor);
}
