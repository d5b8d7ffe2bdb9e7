import * as fc from 'fast-check';
import {
  cartOf,
  discount,
  newCart,
  newContext,
  newCoupon,
  newLine,
  promotion,
  rebate,
} from '../../../../test/support/pricing/pricing-builders';
import { checkProperty } from '../../../../test/support/property';
import type { BuyXGetYOffer } from '../benefits/buy-x-get-y';
import type { Rule } from '../terms/rule-content';
import { quote } from './quote';

/**
 * One property per kind of benefit, each pinned from both sides: one minor unit, one unit or one set more or less than
 * what the rule says makes it fail.
 */

/** What a single coupon of the platform does to a cart. */
function use(rule: Rule, cart: ReturnType<typeof cartOf>) {
  return quote(cart, [newCoupon(rule)], newContext()).best;
}

const units = (lineId: string, unitPriceMinor: number, quantity: number) =>
  newLine({ lineId, unitPriceMinor, quantity });
const amount = fc.integer({ min: 1, max: 1_000_000 });
const pieces = fc.integer({ min: 1, max: 30 });
const few = fc.integer({ min: 1, max: 4 });
const percentBp = fc.integer({ min: 1, max: 10_000 });
/** One below, exactly at, one above a threshold. */
const around = fc.constantFrom(-1, 0, 1);

describe('to the unit, for any figures:', () => {
  it('a rebate takes its amount, or all there is', () => {
    checkProperty(fc.tuple(amount, amount), ([price, amountMinor]) => {
      const { totals } = use(rebate({ amountMinor }), cartOf(price));
      const tooMuch = amountMinor > price;
      expect(totals.discountMinor).toBe(tooMuch ? price : amountMinor);
    });
  });

  it('a rebate from a threshold on is given at the threshold, not one minor unit below', () => {
    checkProperty(fc.tuple(fc.integer({ min: 2, max: 1_000_000 }), around), ([amountMinor, off]) => {
      const { totals } = use(
        rebate({ threshold: { amountMinor }, amountMinor: 1 }),
        cartOf(amountMinor + off),
      );
      expect(totals.discountMinor).toBe(off < 0 ? 0 : 1);
    });
  });

  it('a rebate per every X counts full X only, and no more than its repeats', () => {
    const figures = fc.tuple(amount, fc.integer({ min: 100, max: 50_000 }), pieces);
    checkProperty(figures, ([price, everyMinor, maxRepeats]) => {
      const rule = rebate({ amountMinor: 1, every: { amountMinor: everyMinor, maxRepeats } });
      const times = use(rule, cartOf(price)).totals.discountMinor;
      expect(times * everyMinor).toBeLessThanOrEqual(price);
      expect(times === maxRepeats || (times + 1) * everyMinor > price).toBe(true);
      expect(times).toBeLessThanOrEqual(maxRepeats);
    });
  });

  it('a ladder gives the tier that is reached, up from the very unit', () => {
    const figures = fc.tuple(fc.integer({ min: 10, max: 1000 }), fc.integer({ min: 2, max: 1000 }), around);
    checkProperty(figures, ([low, step, off]) => {
      const high = low + step;
      const tiers = [low, high].map((amountMinor, i) => ({
        threshold: { amountMinor },
        amountMinor: i + 1,
        percentBp: (i + 1) * 5000,
      }));
      const reached = off < 0 ? 1 : 2;
      const price = high + off;
      expect(use(rebate({ tiers }), cartOf(price)).totals.discountMinor).toBe(reached);
      const payableMinor = reached === 2 ? 0 : Math.ceil(price / 2);
      expect(use(discount({ tiers }), cartOf(price)).totals.payableMinor).toBe(payableMinor);
    });
  });

  it('a percentage is rounded down to the whole minor unit', () => {
    checkProperty(fc.tuple(amount, percentBp), ([price, bp]) => {
      const { discountMinor } = use(discount({ percentBp: bp }), cartOf(price)).totals;
      expect(discountMinor * 10_000).toBeLessThanOrEqual(price * bp);
      expect((discountMinor + 1) * 10_000).toBeGreaterThan(price * bp);
    });
  });

  it('a capped percentage takes the smaller of both', () => {
    checkProperty(fc.tuple(amount, percentBp, amount), ([price, bp, capMinor]) => {
      const capped = use(discount({ percentBp: bp, capMinor }), cartOf(price)).totals.discountMinor;
      const uncapped = use(discount({ percentBp: bp }), cartOf(price)).totals.discountMinor;
      expect(capped).toBe(uncapped > capMinor ? capMinor : uncapped);
    });
  });

  it.each(['same', 'cheapest'] as const)(
    'buy X get Y (%s) forms as many sets as there are units for, and gives Y units in each',
    (reward) => {
      const figures = fc.tuple(few, few, pieces, amount, few);
      checkProperty(figures, ([buyQuantity, getQuantity, quantity, price, maxRepeats]) => {
        const offer: BuyXGetYOffer = { kind: 'buyXGetY', buyQuantity, getQuantity, reward, maxRepeats };
        const cart = newCart({ lines: [units('l1', price, quantity)] });
        const setMinor = getQuantity * price;
        const sets = use(promotion({ offer }), cart).totals.discountMinor / setMinor;
        const setSize = buyQuantity + getQuantity;
        expect(Number.isInteger(sets) && sets <= maxRepeats).toBe(true);
        expect(sets * setSize).toBeLessThanOrEqual(quantity);
        expect(sets === maxRepeats || (sets + 1) * setSize > quantity).toBe(true);
      });
    },
  );

  it('buy X get Y (listed) forms as many sets as both lists allow', () => {
    const figures = fc.tuple(few, few, pieces, pieces, amount);
    checkProperty(figures, ([buyQuantity, getQuantity, bought, got, price]) => {
      const offer: BuyXGetYOffer = {
        kind: 'buyXGetY',
        buyQuantity,
        getQuantity,
        reward: 'listed',
        productIds: ['p-l2'],
      };
      const cart = newCart({ lines: [units('l1', 7, bought), units('l2', price, got)] });
      const sets = use(promotion({ offer }), cart).totals.discountMinor / (getQuantity * price);
      expect(Number.isInteger(sets)).toBe(true);
      expect(sets * buyQuantity <= bought && sets * getQuantity <= got).toBe(true);
      expect((sets + 1) * buyQuantity > bought || (sets + 1) * getQuantity > got).toBe(true);
    });
  });

  it('buy X get Y takes its percentage of the got units, rounded down', () => {
    checkProperty(fc.tuple(amount, percentBp), ([price, bp]) => {
      const offer: BuyXGetYOffer = {
        kind: 'buyXGetY',
        buyQuantity: 1,
        getQuantity: 1,
        reward: 'same',
        percentBp: bp,
      };
      const cart = newCart({ lines: [units('l1', price, 2)] });
      const { discountMinor } = use(promotion({ offer }), cart).totals;
      expect(discountMinor * 10_000).toBeLessThanOrEqual(price * bp);
      expect((discountMinor + 1) * 10_000).toBeGreaterThan(price * bp);
    });
  });

  it('a free item is worth its quantity times its value, takes nothing off, and comes at the very threshold', () => {
    const figures = fc.tuple(few, amount, fc.integer({ min: 2, max: 1_000_000 }), around);
    checkProperty(figures, ([quantity, unitValueMinor, amountMinor, off]) => {
      const offer = { kind: 'freeItem', productId: 'gift', quantity, unitValueMinor } as const;
      const price = amountMinor + off;
      const { gifts, totals } = use(promotion({ offer, threshold: { amountMinor } }), cartOf(price));
      const given = off < 0 ? 0 : quantity;
      expect(gifts.map((gift) => gift.quantity)).toEqual(given === 0 ? [] : [quantity]);
      expect(totals).toMatchObject({ giftValueMinor: given * unitValueMinor, payableMinor: price });
    });
  });

  it('free shipping waives all of it, or its cap', () => {
    checkProperty(fc.tuple(amount, amount), ([shippingMinor, capMinor]) => {
      const cart = { ...cartOf(1000), shippingMinor };
      const { totals } = use(promotion({ offer: { kind: 'freeShipping', capMinor } }), cart);
      expect(totals.shippingDiscountMinor).toBe(shippingMinor > capMinor ? capMinor : shippingMinor);
      expect(totals.payableMinor).toBe(1000 + shippingMinor - totals.shippingDiscountMinor);
    });
  });
});
