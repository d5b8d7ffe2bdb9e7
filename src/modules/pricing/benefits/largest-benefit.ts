import type { Rule } from '../terms/rule-content';
import { benefitOf } from './benefit-table';

/**
 * The most that one coupon of the rule can take off one order.
 * @returns minor units of the rule's currency; null when the cart decides, without an upper bound
 */
export function largestBenefitMinor(rule: Rule): number | null {
  const largestMinor = benefitOf(rule).largestMinor();
  return Number.isFinite(largestMinor) ? largestMinor : null;
}
