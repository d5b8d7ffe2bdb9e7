import type { Rule } from '../terms/rule-content';
import { type Benefit, resolveTerms } from '../terms/rule-terms';

/**
 * The most that one coupon of the rule can take off one order.
 * @returns minor units of the rule's currency; null when the cart decides, without an upper bound
 */
export function largestBenefitMinor(rule: Rule): number | null {
  const largest = largestOf(resolveTerms(rule).benefit);
  return Number.isFinite(largest) ? largest : null;
}

function largestOf(benefit: Benefit): number {
  switch (benefit.kind) {
    case 'rebate': {
      const tier = Math.max(...benefit.tiers.map(({ amountMinor }) => amountMinor));
      return benefit.every ? tier * benefit.every.maxRepeats : tier;
    }
    case 'percent':
    case 'freeShipping':
      return benefit.capMinor;
    case 'freeItem':
      return benefit.unitValueMinor * benefit.quantity;
    case 'buyXGetY':
      return Number.POSITIVE_INFINITY;
  }
}
