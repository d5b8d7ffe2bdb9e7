import type { Rule } from '../terms/rule-content';
import type { Gift } from './benefit';
import { benefitOf } from './benefit-table';

/** What one coupon of the rule adds to an order; null: nothing. */
export function giftOf(rule: Rule): Gift | null {
  return benefitOf(rule).gift;
}
