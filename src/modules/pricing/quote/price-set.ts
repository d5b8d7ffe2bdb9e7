import type { Application } from '../benefits/benefit';
import { applyTerms, scopeLeft, worthOf } from '../cart/apply-terms';
import { type CartView, freshState, type PricingState } from '../cart/cart-view';
import { sumOver } from '../cart/scope-lines';
import type { Candidate } from '../cart/terms-on-cart';
import { checkAmounts } from '../conditions/check-terms';
import { measure } from '../conditions/threshold';
import type {
  AppliedCoupon,
  ExplanationStep,
  GiftLine,
  PricedCart,
  PricedLine,
  Reason,
} from '../pricing.types';
import { explainStep } from './explain-step';

export interface PricedSet {
  readonly priced: PricedCart;
  /** What the set takes off: discount + shipping + value of gifts. */
  readonly valueMinor: number;
  /** Coupons that took nothing where they stood, and why; `priced` is without them. */
  readonly idle: readonly { readonly couponId: string; readonly reasons: readonly Reason[] }[];
}

/** Prices the cart with these coupons, applied in the given order, which has to be the order of application. */
export function priceSet(view: CartView, ordered: readonly Candidate[]): PricedSet {
  const state = freshState(view);
  const coupons: AppliedCoupon[] = [];
  const explanation: ExplanationStep[] = [];
  const idle: { couponId: string; reasons: readonly Reason[] }[] = [];
  let valueMinor = 0;
  for (const candidate of ordered) {
    const { coupon, onCart } = candidate;
    const scopeLeftMinor = scopeLeft(onCart, state);
    const worthMinor = worthOf(onCart, state, scopeLeftMinor);
    if (worthMinor === 0) {
      idle.push({ couponId: coupon.couponId, reasons: checkAmounts(onCart, state, 'afterCoupons') });
      continue;
    }
    const lines = onCart.benefit.linesLookedAt(onCart.scope.lines);
    const occasion = {
      measured: measure(onCart, scopeLeftMinor),
      scopeLeftMinor: sumOver(state.leftMinor, lines),
      state,
      worthMinor,
    };
    const lineIds = Array.from(lines, (i) => view.lines[i]!.lineId);
    explanation.push(explainStep(candidate, occasion, lineIds));
    coupons.push(describe(view, candidate, applyTerms(onCart, state, worthMinor)));
    valueMinor += worthMinor;
  }
  return { priced: summarise(view, state, coupons, explanation), valueMinor, idle };
}

function describe(view: CartView, candidate: Candidate, applied: Application): AppliedCoupon {
  const shares = Array.from(applied.lines, (i, k) => ({
    lineId: view.lines[i]!.lineId,
    amountMinor: applied.shares[k]!,
  }));
  return {
    couponId: candidate.coupon.couponId,
    ruleId: candidate.onCart.rule.ruleId,
    step: candidate.onCart.terms.step,
    discountMinor: applied.discountMinor,
    shippingDiscountMinor: applied.shippingDiscountMinor,
    giftValueMinor: applied.giftValueMinor,
    shares: shares.filter(({ amountMinor }) => amountMinor > 0),
    gifts: giftsOf(candidate),
  };
}

/** The line that the coupon adds, if any. */
function giftsOf({ coupon, onCart }: Candidate): GiftLine[] {
  const { gift } = onCart.benefit;
  return gift === null ? [] : [{ couponId: coupon.couponId, merchantId: coupon.merchantId, ...gift }];
}

function summarise(
  view: CartView,
  state: PricingState,
  coupons: readonly AppliedCoupon[],
  explanation: readonly ExplanationStep[],
): PricedCart {
  const { cart } = view;
  const pricedById = new Map<string, PricedLine>();
  let leftMinor = 0;
  for (const [i, { lineId, taxMode }] of view.lines.entries()) {
    const grossMinor = view.grossMinor[i]!;
    const payableMinor = state.leftMinor[i]!;
    const tax = taxMode === undefined ? {} : { taxMode };
    pricedById.set(lineId, {
      lineId,
      grossMinor,
      discountMinor: grossMinor - payableMinor,
      payableMinor,
      ...tax,
    });
    leftMinor += payableMinor;
  }
  return {
    currency: cart.currency,
    coupons,
    lines: cart.lines.map(({ lineId }) => pricedById.get(lineId)!),
    gifts: coupons.flatMap(({ gifts }) => gifts),
    totals: {
      grossMinor: view.totalGrossMinor,
      discountMinor: view.totalGrossMinor - leftMinor,
      shippingMinor: cart.shippingMinor,
      shippingDiscountMinor: cart.shippingMinor - state.shippingLeftMinor,
      giftValueMinor: coupons.reduce((sum, coupon) => sum + coupon.giftValueMinor, 0),
      payableMinor: leftMinor + state.shippingLeftMinor,
    },
    explanation,
  };
}
