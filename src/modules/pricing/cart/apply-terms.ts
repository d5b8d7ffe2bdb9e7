import type { Application } from '../benefits/benefit';
import { isMet, measure } from '../conditions/threshold';
import type { PricingState } from './cart-view';
import { sumOver } from './scope-lines';
import type { TermsOnCart } from './terms-on-cart';

/**
 * What the coupon takes off in this state: discount, shipping or value of gifts, in minor units; 0 when it does not
 * apply. Never more than in a state that has at least as much left of everything.
 *
 * @param scopeLeftMinor what is left on the lines in scope
 */
export function worthOf(onCart: TermsOnCart, state: PricingState, scopeLeftMinor: number): number {
  const measured = measure(onCart, scopeLeftMinor);
  if (onCart.scope.lines.length === 0 || !isMet(onCart.terms.threshold, measured)) {
    return 0;
  }
  return onCart.benefit.worth(measured, scopeLeftMinor, state);
}

/** As `worthOf`, but never less and cheap for every kind of benefit. */
export function boundOnWorth(onCart: TermsOnCart, state: PricingState, scopeLeftMinor: number): number {
  return onCart.boundMinor ?? worthOf(onCart, state, scopeLeftMinor);
}

/** Applies the coupon: lowers what is left in `state` by `worthMinor`, which is what `worthOf` says for this state. */
export function applyTerms(onCart: TermsOnCart, state: PricingState, worthMinor: number): Application {
  return onCart.benefit.apply(worthMinor, state, onCart.scope.lines);
}

/** What is left on the lines in the coupon's scope. */
export function scopeLeft(onCart: TermsOnCart, state: PricingState): number {
  return sumOver(state.leftMinor, onCart.scope.lines);
}
