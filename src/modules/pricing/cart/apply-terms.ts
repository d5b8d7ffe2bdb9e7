import { allocate } from '../../../shared/allocate';
import { percentOf } from '../../../shared/money';
import { type OfferPlan, planOffer } from '../benefits/buy-x-get-y';
import { isMet, measure, promisedPercent, promisedRebate } from '../conditions/measure-threshold';
import type { CartView, PricingState } from './cart-view';
import { sumOver } from './scope-lines';
import type { OfferOnCart, TermsOnCart } from './terms-on-cart';

/** What one coupon did to the cart. */
export interface Application {
  readonly discountMinor: number;
  readonly shippingDiscountMinor: number;
  readonly giftValueMinor: number;
  /** Lines that bear the discount, positions ascending, and the share of each. */
  readonly lines: Int32Array;
  readonly shares: Float64Array;
}

const NO_LINES = new Int32Array(0);
const NO_SHARES = new Float64Array(0);

/**
 * What the coupon takes off in this state: discount, shipping or value of gifts, in minor units; 0 when it does not
 * apply. Never more than in a state that has at least as much left of everything: every bound of the search relies
 * on that, so each kind of benefit has to keep it.
 *
 * @param scopeLeftMinor what is left on the lines in scope
 */
export function worthOf(
  onCart: TermsOnCart,
  view: CartView,
  state: PricingState,
  scopeLeftMinor: number,
): number {
  const { terms } = onCart;
  const measured = measure(onCart, scopeLeftMinor);
  if (onCart.scope.lines.length === 0 || !isMet(terms.threshold, measured)) {
    return 0;
  }
  const { benefit } = terms;
  switch (benefit.kind) {
    case 'rebate':
      return Math.min(promisedRebate(benefit, measured), scopeLeftMinor);
    case 'percent':
      return Math.min(percentOf(scopeLeftMinor, promisedPercent(benefit, measured)), benefit.capMinor);
    case 'freeItem':
      return benefit.quantity * benefit.unitValueMinor;
    case 'freeShipping':
      return Math.min(state.shippingLeftMinor, benefit.capMinor);
    default:
      return planIn(onCart.offer!, view, state).discountMinor;
  }
}

/**
 * As `worthOf`, but never less and cheap for every kind: sets are counted as the untouched cart has them, instead of
 * being formed again.
 */
export function boundOnWorth(
  onCart: TermsOnCart,
  view: CartView,
  state: PricingState,
  scopeLeftMinor: number,
): number {
  return onCart.offer?.untouchedPlan.discountMinor ?? worthOf(onCart, view, state, scopeLeftMinor);
}

/** Applies the coupon: lowers what is left in `state` by `worthMinor`, which is what `worthOf` says for this state. */
export function applyTerms(
  onCart: TermsOnCart,
  view: CartView,
  state: PricingState,
  worthMinor: number,
): Application {
  const nothing = {
    discountMinor: 0,
    shippingDiscountMinor: 0,
    giftValueMinor: 0,
    lines: NO_LINES,
    shares: NO_SHARES,
  };
  switch (onCart.terms.benefit.kind) {
    case 'freeItem':
      return { ...nothing, giftValueMinor: worthMinor };
    case 'freeShipping':
      state.shippingLeftMinor -= worthMinor;
      return { ...nothing, shippingDiscountMinor: worthMinor };
    case 'buyXGetY': {
      const plan = planIn(onCart.offer!, view, state);
      const shares = takeSets(view, plan, state);
      return { ...nothing, discountMinor: worthMinor, lines: plan.lines, shares };
    }
    default: {
      const { lines } = onCart.scope;
      const shares = takeFromLines(worthMinor, lines, state);
      return { ...nothing, discountMinor: worthMinor, lines, shares };
    }
  }
}

/** What is left on the lines in the coupon's scope. */
export function scopeLeft(onCart: TermsOnCart, state: PricingState): number {
  return sumOver(state.leftMinor, onCart.scope.lines);
}

/** How many sets a buy-X-get-Y coupon forms in this state; 0 for any other benefit. */
export function offerSets(onCart: TermsOnCart, view: CartView, state: PricingState): number {
  return onCart.offer === null ? 0 : planIn(onCart.offer, view, state).sets;
}

function planIn(offer: OfferOnCart, view: CartView, state: PricingState): OfferPlan {
  return state.unitsUsed
    ? planOffer(view, offer.benefit, offer.layout, state.freeUnits)
    : offer.untouchedPlan;
}

/** Shares in proportion to what is left on each line. */
function takeFromLines(amountMinor: number, lines: Int32Array, state: PricingState): Float64Array {
  const weights = new Float64Array(lines.length);
  for (let k = 0; k < lines.length; k++) {
    weights[k] = state.leftMinor[lines[k]!]!;
  }
  const shares = allocate(amountMinor, weights);
  for (let k = 0; k < lines.length; k++) {
    state.leftMinor[lines[k]!]! -= shares[k]!;
  }
  return shares;
}

/**
 * A set is bought as a whole, so its discount is spread over all its units by their price: whoever returns the bought
 * half gets back no more than it cost within the set.
 */
function takeSets(view: CartView, plan: OfferPlan, state: PricingState): Float64Array {
  const weights = Float64Array.from(plan.lines, (i, k) => plan.units[k]! * view.lines[i]!.unitPriceMinor);
  const shares = allocate(plan.discountMinor, weights);
  for (let k = 0; k < plan.lines.length; k++) {
    state.leftMinor[plan.lines[k]!]! -= shares[k]!;
    state.freeUnits[plan.lines[k]!]! -= plan.units[k]!;
  }
  state.unitsUsed = true;
  return shares;
}
