import { applyTerms, scopeLeft, worthOf } from '../cart/apply-terms';
import { type CartView, freshState } from '../cart/cart-view';
import type { Candidate } from '../cart/terms-on-cart';

/** What a set takes off when applied in the given order. */
export function valueOfSet(view: CartView, ordered: readonly Candidate[]): number {
  const state = freshState(view);
  let valueMinor = 0;
  for (const { onCart } of ordered) {
    const worthMinor = worthOf(onCart, state, scopeLeft(onCart, state));
    if (worthMinor > 0) {
      applyTerms(onCart, state, worthMinor);
      valueMinor += worthMinor;
    }
  }
  return valueMinor;
}

/**
 * The first coupon of a set that could be left out without losing money off: it contributes nothing, though it may
 * take something (another coupon would have taken it as well). undefined when the set needs every one of them.
 *
 * @param ordered    in the order of application @param valueMinor what the set takes off
 * @param aloneMinor what each candidate takes off alone
 */
export function findIdleCoupon(
  view: CartView,
  ordered: readonly Candidate[],
  valueMinor: number,
  aloneMinor: (candidate: Candidate) => number,
): Candidate | undefined {
  const sumAlone = ordered.reduce((sum, candidate) => sum + aloneMinor(candidate), 0);
  return ordered.find((candidate) => {
    // The others take off at most what they do alone, so most coupons show themselves needed without pricing again.
    if (sumAlone - aloneMinor(candidate) < valueMinor) {
      return false;
    }
    const others = ordered.filter((other) => other !== candidate);
    return valueOfSet(view, others) >= valueMinor;
  });
}
