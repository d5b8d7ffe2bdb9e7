import {
  cartOf,
  couponsOf,
  discount,
  newCart,
  newContext,
  newLine,
  promotion,
  rebate,
} from '../../../../test/support/pricing/pricing-builders';
import type { Cart } from '../pricing.types';
import type { Rule } from '../terms/rule-content';
import { quote } from './quote';

const tell = (cart: Cart, rule: Rule) => quote(cart, couponsOf(rule), newContext()).best.explanation[0];
const two = cartOf(7000, 3000);
const base = { scopeLeftMinor: 10_000, measuredMinor: 10_000, measuredQuantity: 2 };
const where = '2 line(s) in scope, 100.00 EUR left on them';

describe('the explanation of a step', () => {
  it.each<[string, Cart, Rule, object]>([
    [
      'a fixed rebate',
      two,
      rebate({ amountMinor: 2000 }),
      {
        step: 'orderFixed',
        code: 'FIXED_REBATE',
        figures: { ...base, discountMinor: 2000 },
        text: `Coupon 1 (fixed amounts; ${where}): 100.00 EUR and 2 unit(s) reached, takes off 20.00 EUR.`,
      },
    ],
    [
      'a rebate per every X',
      two,
      rebate({ amountMinor: 200, every: { amountMinor: 3000, maxRepeats: 2 } }),
      {
        step: 'orderFixed',
        code: 'REBATE_PER_EVERY',
        figures: { ...base, discountMinor: 400, repeats: 2, everyMinor: 3000 },
        text: `Coupon 1 (fixed amounts; ${where}): 2 time(s) 30.00 EUR reached, takes off 4.00 EUR.`,
      },
    ],
    [
      'a rebate per every X without a limit on repeats',
      two,
      rebate({ amountMinor: 200, every: { amountMinor: 3000 } }),
      { code: 'REBATE_PER_EVERY', figures: { ...base, discountMinor: 600, repeats: 3, everyMinor: 3000 } },
    ],
    [
      'a ladder of rebates',
      two,
      rebate({ tiers: [{ threshold: { amountMinor: 10_000 }, amountMinor: 1500 }] }),
      { code: 'REBATE_TIER', figures: { ...base, discountMinor: 1500 } },
    ],
    [
      'a percentage',
      two,
      discount({ percentBp: 1250 }),
      {
        step: 'orderPercent',
        code: 'PERCENT_OFF',
        figures: { ...base, discountMinor: 1250, percentBp: 1250 },
        text: `Coupon 1 (percentages; ${where}): 12.5 % of 100.00 EUR takes off 12.50 EUR.`,
      },
    ],
    [
      'a capped ladder of percentages',
      two,
      discount({ tiers: [{ threshold: { amountMinor: 100 }, percentBp: 2000 }], capMinor: 500 }),
      {
        code: 'PERCENT_TIER',
        figures: { ...base, discountMinor: 500, percentBp: 2000 },
        text: `Coupon 1 (percentages; ${where}): 20 % of 100.00 EUR takes off 5.00 EUR, capped at 5.00 EUR.`,
      },
    ],
    [
      'buy X get Y',
      newCart({ lines: [newLine({ lineId: 'l1', quantity: 5 })] }),
      promotion({
        offer: { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same', percentBp: 5000 },
      }),
      {
        step: 'lineOffer',
        code: 'BUY_X_GET_Y',
        lineIds: ['l1'],
        figures: {
          scopeLeftMinor: 5000,
          measuredMinor: 5000,
          measuredQuantity: 5,
          discountMinor: 1000,
          sets: 2,
          buyQuantity: 1,
          getQuantity: 1,
          percentBp: 5000,
        },
        text:
          'Coupon 1 (line offers; 1 line(s) in scope, 50.00 EUR left on them): 2 set(s) of 1 bought and 1 got at ' +
          '50 % off take off 10.00 EUR.',
      },
    ],
    [
      'buy X get Y of listed products, which count as in scope',
      newCart({
        lines: [
          newLine({ lineId: '2', productId: 'trousers', unitPriceMinor: 8000 }),
          newLine({ lineId: '10', productId: 'socks', unitPriceMinor: 500 }),
        ],
      }),
      promotion({
        scope: { kind: 'products', productIds: ['trousers'] },
        offer: { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'listed', productIds: ['socks'] },
      }),
      {
        lineIds: ['2', '10'],
        figures: {
          scopeLeftMinor: 8500,
          measuredMinor: 8000,
          measuredQuantity: 1,
          discountMinor: 500,
          sets: 1,
          buyQuantity: 1,
          getQuantity: 1,
          percentBp: 10_000,
        },
        text:
          'Coupon 1 (line offers; 2 line(s) in scope, 85.00 EUR left on them): 1 set(s) of 1 bought and 1 got at ' +
          '100 % off take off 5.00 EUR.',
      },
    ],
    [
      'a free item',
      two,
      promotion({ offer: { kind: 'freeItem', productId: 'mug', quantity: 3, unitValueMinor: 150 } }),
      {
        step: 'lineOffer',
        code: 'FREE_ITEM',
        figures: { ...base, giftValueMinor: 450, quantity: 3 },
        text: `Coupon 1 (line offers; ${where}): adds 3 × product mug at no charge, worth 4.50 EUR.`,
      },
    ],
    [
      'free shipping',
      { ...two, shippingMinor: 490 },
      promotion({ offer: { kind: 'freeShipping' } }),
      {
        step: 'shipping',
        code: 'FREE_SHIPPING',
        lineIds: ['l1', 'l2'],
        figures: { ...base, shippingDiscountMinor: 490 },
        text: `Coupon 1 (shipping; ${where}): takes 4.90 EUR off shipping.`,
      },
    ],
  ])('tells of %s', (_, cart, rule, expected) => {
    expect(tell(cart, rule)).toMatchObject({ couponId: '1', ...expected });
  });
});

it('only a free item adds a line of its own', () => {
  const { best } = quote(two, couponsOf(rebate({ amountMinor: 2000 })), newContext());
  expect(best.gifts).toEqual([]);
});
