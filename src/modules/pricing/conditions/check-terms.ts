import { scopeLeft, worthOf } from '../cart/apply-terms';
import type { CartView, PricingState } from '../cart/cart-view';
import type { TermsOnCart } from '../cart/terms-on-cart';
import type { PricingContext, Reason } from '../pricing.types';
import type { Threshold } from '../terms/rule-content';
import { checkConditions } from './check-conditions';
import { type Measured, measure } from './threshold';

/** Why the terms do not hold for this cart and buyer, were the coupon used alone: all reasons, or none. */
export function checkAlone(
  onCart: TermsOnCart,
  view: CartView,
  untouched: PricingState,
  context: PricingContext,
): Reason[] {
  const reasons = [...checkCurrency(onCart, view), ...checkConditions(onCart.terms.conditions, context)];
  if (onCart.scope.lines.length === 0) {
    reasons.push({ code: 'NO_LINE_IN_SCOPE' });
  }
  if (onCart.rule.currency === view.cart.currency) {
    reasons.push(...checkAmounts(onCart, untouched, 'beforeCoupons'));
  }
  return reasons;
}

/**
 * The reasons that depend on what is left in `state`: thresholds, tiers, sets, and whether anything is left to take.
 *
 * @param measured how to name what was measured: alone, nothing was taken before
 */
export function checkAmounts(
  onCart: TermsOnCart,
  state: PricingState,
  measured: 'beforeCoupons' | 'afterCoupons',
): Reason[] {
  const leftMinor = scopeLeft(onCart, state);
  const reasons = [
    ...checkThresholds(onCart, measure(onCart, leftMinor), measured),
    ...onCart.benefit.missing(state),
  ];
  const inScope = onCart.scope.lines.length > 0;
  if (reasons.length === 0 && inScope && worthOf(onCart, state, leftMinor) === 0) {
    reasons.push({ code: 'CONTRIBUTES_NOTHING' });
  }
  return reasons;
}

function checkCurrency(onCart: TermsOnCart, view: CartView): Reason[] {
  const cartCurrency = view.cart.currency;
  return onCart.rule.currency === cartCurrency
    ? []
    : [{ code: 'CURRENCY_MISMATCH', couponCurrency: onCart.rule.currency, cartCurrency }];
}

/** A reason that says by how much something is short. */
type Shortage = Extract<Reason, { code: 'THRESHOLD_NOT_MET' | 'QUANTITY_NOT_MET' }>;

function checkThresholds(
  { terms, benefit }: TermsOnCart,
  measured: Measured,
  label: 'beforeCoupons' | 'afterCoupons',
): Reason[] {
  const reasons = missing(terms.threshold, measured, label);
  for (const threshold of benefit.needs(measured)) {
    reasons.push(...missing(threshold, measured, label));
  }
  return keepHighest(reasons);
}

function missing(
  { amountMinor: requiredMinor = 0, quantity: required = 0 }: Threshold,
  measured: Measured,
  label: 'beforeCoupons' | 'afterCoupons',
): Shortage[] {
  const reasons: Shortage[] = [];
  const { amountMinor: actualMinor, quantity: actual } = measured;
  if (actualMinor < requiredMinor) {
    const missingMinor = requiredMinor - actualMinor;
    reasons.push({ code: 'THRESHOLD_NOT_MET', requiredMinor, actualMinor, missingMinor, measured: label });
  }
  if (actual < required) {
    reasons.push({ code: 'QUANTITY_NOT_MET', required, actual, missing: required - actual });
  }
  return reasons;
}

/** The rule's own threshold and its lowest tier may both be short: one answer per kind, the one that asks for more. */
function keepHighest(reasons: readonly Shortage[]): Shortage[] {
  const byCode = new Map<string, Shortage>();
  for (const reason of reasons) {
    const known = byCode.get(reason.code);
    if (known === undefined || shortfall(reason) > shortfall(known)) {
      byCode.set(reason.code, reason);
    }
  }
  return [...byCode.values()];
}

function shortfall(reason: Shortage): number {
  return reason.code === 'THRESHOLD_NOT_MET' ? reason.missingMinor : reason.missing;
}
