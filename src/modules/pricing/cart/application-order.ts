import { compareIds } from '../../../shared/compare-ids';
import { STEP_ORDER } from '../terms/rule-terms';
import { compareText } from './line-index';
import { type Candidate, contentText } from './terms-on-cart';

/**
 * The order of application: line offers, order percent, order fixed, shipping; inside a step the higher priority,
 * then rule, then expiry, then coupon id.
 *
 * The rule comes before the expiry on purpose. Two coupons of one rule that expire on different days are then
 * neighbours in every combination, so either gives the same price, and the engine may keep only the one that expires
 * first. With the expiry first, the same offer could cost a buyer a cent more or less by the day they got the coupon.
 */
export function compareByApplication(a: Candidate, b: Candidate): number {
  return (
    compareTerms(a, b) ||
    a.coupon.validUntil - b.coupon.validUntil ||
    compareIds(a.coupon.couponId, b.coupon.couponId)
  );
}

function compareTerms({ onCart: a }: Candidate, { onCart: b }: Candidate): number {
  if (a === b) {
    return 0;
  }
  return (
    STEP_ORDER[a.terms.step] - STEP_ORDER[b.terms.step] ||
    b.terms.priority - a.terms.priority ||
    compareIds(a.rule.ruleId, b.rule.ruleId) ||
    compareText(a.merchantId ?? '', b.merchantId ?? '') ||
    compareText(contentText(a.rule.content), contentText(b.rule.content))
  );
}

/** One candidate per terms, the one that expires first. Takes and returns candidates in the order of application. */
export function collapseEqualTerms(ordered: readonly Candidate[]): Candidate[] {
  return ordered.filter((candidate, i) => i === 0 || ordered[i - 1]!.onCart !== candidate.onCart);
}
