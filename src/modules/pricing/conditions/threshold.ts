import type { TermsOnCart } from '../cart/terms-on-cart';
import type { Threshold } from '../terms/rule-content';

/**
 * What thresholds, tiers and `every` are held against: the original price of the lines in scope, or what the coupons
 * applied before have left of it, as the rule says. Units always count in full: no coupon takes units away.
 */
export interface Measured {
  readonly amountMinor: number;
  readonly quantity: number;
}

export function measure(onCart: TermsOnCart, scopeLeftMinor: number): Measured {
  return onCart.measured ?? { amountMinor: scopeLeftMinor, quantity: onCart.scope.quantity };
}

export function isMet(threshold: Threshold, measured: Measured): boolean {
  return (
    measured.amountMinor >= (threshold.amountMinor ?? 0) && measured.quantity >= (threshold.quantity ?? 0)
  );
}

/** The lowest tier, as long as none of them is reached: what a ladder asks for. */
export function neededTier(
  tiers: readonly { readonly threshold: Threshold }[],
  measured: Measured,
): Threshold[] {
  const isReached = tiers.some(({ threshold }) => isMet(threshold, measured));
  return isReached ? [] : tiers.slice(0, 1).map(({ threshold }) => threshold);
}
