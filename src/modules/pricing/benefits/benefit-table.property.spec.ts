import * as fc from 'fast-check';
import { cartArbitrary, couponsArbitrary } from '../../../../test/support/pricing/pricing-arbitraries';
import { checkProperty } from '../../../../test/support/property';
import { compareByApplication } from '../cart/application-order';
import { applyTerms, boundOnWorth, scopeLeft, worthOf } from '../cart/apply-terms';
import { copyState, freshState, type PricingState, viewCart } from '../cart/cart-view';
import { layCoupons, type TermsOnCart } from '../cart/terms-on-cart';
import { giftOf } from './gift-of';
import { largestBenefitMinor } from './largest-benefit';

const worthIn = (state: PricingState, onCart: TermsOnCart) =>
  worthOf(onCart, state, scopeLeft(onCart, state));

const leftIn = ({ leftMinor, shippingLeftMinor }: PricingState) =>
  leftMinor.reduce((sum, left) => sum + left, shippingLeftMinor);

/** A cart as drawn, and as the first of the coupons left it; `terms` are those that come later in the order of application. */
const worldArbitrary = fc
  .record({ cart: cartArbitrary, coupons: couponsArbitrary(12), applied: fc.nat(6) })
  .map(({ cart, coupons, applied }) => {
    const view = viewCart(cart);
    const untouched = freshState(view);
    const ordered = layCoupons(view, untouched, coupons).sort(compareByApplication);
    const terms = ordered.map(({ onCart }) => onCart);
    const touched = freshState(view);
    for (const onCart of terms.slice(0, applied)) {
      const worthMinor = worthIn(touched, onCart);
      if (worthMinor > 0) applyTerms(onCart, touched, worthMinor);
    }
    return { view, untouched, touched, terms: terms.slice(applied) };
  });

describe('every kind of benefit', () => {
  it('takes no more of a cart that has less left', () => {
    checkProperty(worldArbitrary, ({ untouched, touched, terms }) => {
      for (const onCart of terms) {
        expect(worthIn(touched, onCart)).toBeLessThanOrEqual(worthIn(untouched, onCart));
      }
    });
  });

  it('stays within its bound and within the most that it says it takes', () => {
    checkProperty(worldArbitrary, ({ untouched, touched, terms }) => {
      for (const onCart of terms) {
        const worthMinor = worthIn(touched, onCart);
        const boundMinor = boundOnWorth(onCart, touched, scopeLeft(onCart, touched));
        expect(worthMinor).toBeLessThanOrEqual(boundMinor);
        expect(worthIn(untouched, onCart)).toBeLessThanOrEqual(largestBenefitMinor(onCart.rule) ?? Infinity);
      }
    });
  });

  it('takes what it is worth from the lines, from shipping, or as a gift', () => {
    checkProperty(worldArbitrary, ({ view, touched, terms }) => {
      for (const onCart of terms) {
        const worthMinor = worthIn(touched, onCart);
        if (worthMinor === 0) continue;
        const state = freshState(view);
        copyState(touched, state);
        const applied = applyTerms(onCart, state, worthMinor);
        const givenMinor = giftOf(onCart.rule) === null ? 0 : worthMinor;
        expect(applied.giftValueMinor).toBe(givenMinor);
        expect(leftIn(touched) - leftIn(state)).toBe(worthMinor - givenMinor);
        expect(applied.shares.reduce((sum, share) => sum + share, 0)).toBe(applied.discountMinor);
        expect(Math.min(state.shippingLeftMinor, ...state.leftMinor)).toBeGreaterThanOrEqual(0);
      }
    });
  });
});
