import { compareIds } from '../../../shared/compare-ids';
import type { Candidate } from '../cart/terms-on-cart';

/** A combination of coupons, in the order of application, and what it takes off. */
export interface CouponSet {
  readonly candidates: readonly Candidate[];
  readonly valueMinor: number;
}

export const EMPTY_SET: CouponSet = { candidates: [], valueMinor: 0 };

/**
 * Below zero when `a` is the better set: most money off; then the one with the coupon that expires first; then fewer
 * coupons; then all expiries from the earliest on; then the lower coupon ids. No two different sets are equal.
 */
export function compareSets(a: CouponSet, b: CouponSet): number {
  if (a.valueMinor !== b.valueMinor) {
    return b.valueMinor - a.valueMinor;
  }
  const expiriesA = sortedExpiries(a);
  const expiriesB = sortedExpiries(b);
  return (
    (expiriesA[0] ?? Infinity) - (expiriesB[0] ?? Infinity) ||
    expiriesA.length - expiriesB.length ||
    compareNumbers(expiriesA, expiriesB) ||
    compareIdLists(sortedIds(a), sortedIds(b))
  );
}

export function sortedExpiries(set: CouponSet): number[] {
  return set.candidates.map(({ coupon }) => coupon.validUntil).sort((a, b) => a - b);
}

function sortedIds(set: CouponSet): string[] {
  return set.candidates.map(({ coupon }) => coupon.couponId).sort(compareIds);
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const differsAt = a.findIndex((value, i) => value !== b[i]);
  return differsAt < 0 ? 0 : a[differsAt]! - b[differsAt]!;
}

function compareIdLists(a: readonly string[], b: readonly string[]): number {
  const differsAt = a.findIndex((id, i) => id !== b[i]);
  return differsAt < 0 ? 0 : compareIds(a[differsAt]!, b[differsAt]!);
}
