import type { TermsOnCart } from '../cart/terms-on-cart';
import type { Threshold } from '../terms/rule-content';
import type { PercentBenefit, RebateBenefit } from '../terms/rule-terms';

/**
 * What thresholds, tiers and `every` are held against: the original price of the lines in scope, or what the coupons
 * applied before have left of it, as the rule says. Units always count in full: no coupon takes units away.
 */
export interface Measured {
  readonly amountMinor: number;
  readonly quantity: number;
}

export function measure(onCart: TermsOnCart, scopeLeftMinor: number): Measured {
  const { scope, terms } = onCart;
  return {
    amountMinor: terms.measured === 'beforeCoupons' ? scope.grossMinor : scopeLeftMinor,
    quantity: scope.quantity,
  };
}

export function isMet(threshold: Threshold, measured: Measured): boolean {
  return (
    measured.amountMinor >= (threshold.amountMinor ?? 0) && measured.quantity >= (threshold.quantity ?? 0)
  );
}

/** The amount that a rebate promises; what is left in scope may be less. 0 when no tier is reached. */
export function promisedRebate(benefit: RebateBenefit, measured: Measured): number {
  if (benefit.every !== null) {
    const { amountMinor, maxRepeats } = benefit.every;
    const repeats = Math.min(Math.floor(measured.amountMinor / amountMinor), maxRepeats);
    return repeats * benefit.tiers[0]!.amountMinor;
  }
  let best = 0;
  for (const tier of benefit.tiers) {
    if (tier.amountMinor > best && isMet(tier.threshold, measured)) {
      best = tier.amountMinor;
    }
  }
  return best;
}

/** The percentage in basis points; 0 when no tier is reached. */
export function promisedPercent(benefit: PercentBenefit, measured: Measured): number {
  let best = 0;
  for (const tier of benefit.tiers) {
    if (tier.percentBp > best && isMet(tier.threshold, measured)) {
      best = tier.percentBp;
    }
  }
  return best;
}
