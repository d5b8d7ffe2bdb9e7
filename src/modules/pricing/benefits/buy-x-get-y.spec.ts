import {
  discount,
  inGroup,
  newCart,
  newContext,
  newCoupon,
  newLine,
  promotion,
} from '../../../../test/support/pricing/pricing-builders';
import type { CartLine } from '../pricing.types';
import { priceWith } from '../quote/price-with';
import { quote } from '../quote/quote';
import type { BuyXGetYOffer } from './buy-x-get-y';

/** Prices lines under one buy-X-get-Y offer; by default all lines are of one merchant and in scope. */
function price(
  lines: CartLine[],
  offer: Omit<BuyXGetYOffer, 'kind'>,
  terms: object = {},
  merchantId: string | null = null,
) {
  const rule = promotion({ offer: { kind: 'buyXGetY', ...offer }, ...terms });
  return priceWith(newCart({ lines }), [newCoupon(rule, { merchantId })], newContext());
}

function sharesOf(result: ReturnType<typeof price>) {
  return result.outcome === 'priced'
    ? Object.fromEntries(
        result.priced.coupons[0]!.shares.map(({ lineId, amountMinor }) => [lineId, amountMinor]),
      )
    : result.refusals[0]!.reasons;
}

const line = (lineId: string, unitPriceMinor: number, quantity = 1, over: Partial<CartLine> = {}) =>
  newLine({ lineId, unitPriceMinor, quantity, ...over });
const sets = (buyQuantity: number, getQuantity: number) => ({ buyQuantity, getQuantity });

describe('buy X get Y, same product', () => {
  it('forms sets of one product only', () => {
    expect(sharesOf(price([line('a', 500), line('b', 500)], { ...sets(1, 1), reward: 'same' }))).toEqual([
      { code: 'OFFER_SET_INCOMPLETE', missingBuyQuantity: 0, missingGetQuantity: 1 },
    ]);
  });

  it('pools the lines of one product at one price, and gives away the last unit of each set', () => {
    const lines = [line('a', 500, 2, { productId: 'p' }), line('b', 500, 2, { productId: 'p' })];
    expect(sharesOf(price(lines, { ...sets(2, 1), reward: 'same' }))).toEqual({ b: 500 });
  });

  it('keeps one product at two prices apart', () => {
    const lines = [line('a', 500, 1, { productId: 'p' }), line('b', 400, 1, { productId: 'p' })];
    expect(price(lines, { ...sets(1, 1), reward: 'same' }).outcome).toBe('refused');
  });

  it('spends limited repeats on the dearest product', () => {
    const lines = [line('a', 300, 4), line('b', 700, 4), line('c', 500, 2)];
    expect(sharesOf(price(lines, { ...sets(1, 1), reward: 'same', maxRepeats: 3 }))).toEqual({
      b: 1400,
      c: 500,
    });
  });

  it('spends them on the lower product id where prices are equal', () => {
    const lines = [line('a', 700, 2, { productId: 'z' }), line('b', 700, 2, { productId: 'y' })];
    expect(sharesOf(price(lines, { ...sets(1, 1), reward: 'same', maxRepeats: 1 }))).toEqual({ b: 700 });
  });

  it('takes a percentage off the got units, rounded down', () => {
    expect(sharesOf(price([line('a', 333, 2)], { ...sets(1, 1), reward: 'same', percentBp: 5000 }))).toEqual({
      a: 166,
    });
  });
});

describe('buy X get Y, the cheapest', () => {
  it('forms sets from the dearest units down; in each the cheapest are got', () => {
    const lines = [line('a', 100), line('b', 900), line('c', 800), line('d', 300)];
    // {900, 800} and {300, 100}.
    expect(sharesOf(price(lines, { ...sets(1, 1), reward: 'cheapest' }))).toEqual({ a: 100, c: 800 });
  });

  it('counts units, not lines, and leaves the cheapest remainder out', () => {
    const lines = [line('a', 500, 3), line('b', 200, 2), line('c', 100, 1)];
    // {500 500 500} {200 200 100}: 500 + 100 got.
    expect(sharesOf(price(lines, { ...sets(2, 1), reward: 'cheapest' }))).toEqual({ a: 500, c: 100 });
    expect(sharesOf(price(lines, { ...sets(2, 1), reward: 'cheapest', maxRepeats: 1 }))).toEqual({ a: 500 });
    expect(sharesOf(price(lines, { ...sets(3, 1), reward: 'cheapest' }))).toEqual({ b: 200 });
  });

  it('of equal prices takes the lower line id first', () => {
    const lines = [line('c', 500), line('b', 500), line('a', 500)];
    expect(sharesOf(price(lines, { ...sets(1, 1), reward: 'cheapest' }))).toEqual({ b: 500 });
  });

  it('gives the odd unit of a share to the lower line id, whatever the prices', () => {
    // 2 over 50 : 150 is 0.5 and 1.5.
    const lines = [line('a', 50), line('b', 150), line('c', 300)];
    expect(sharesOf(price(lines, { ...sets(1, 2), reward: 'cheapest', percentBp: 100 }))).toEqual({
      a: 1,
      b: 1,
    });
  });

  it('names the lines in scope by their ids, not by price', () => {
    const result = price([line('a', 100), line('b', 300)], { ...sets(1, 1), reward: 'cheapest' });
    expect(result).toMatchObject({ priced: { explanation: [{ lineIds: ['a', 'b'] }] } });
  });

  it('got units may be several per set', () => {
    expect(
      sharesOf(price([line('a', 500, 2), line('b', 100, 2)], { ...sets(1, 3), reward: 'cheapest' })),
    ).toEqual({
      a: 500,
      b: 200,
    });
  });

  it('says what the first set needs', () => {
    const missing = (quantity: number) =>
      sharesOf(price([line('a', 500, quantity)], { ...sets(3, 2), reward: 'cheapest' }));
    expect(missing(2)).toEqual([
      { code: 'OFFER_SET_INCOMPLETE', missingBuyQuantity: 1, missingGetQuantity: 2 },
    ]);
    expect(missing(3)).toEqual([
      { code: 'OFFER_SET_INCOMPLETE', missingBuyQuantity: 0, missingGetQuantity: 2 },
    ]);
    expect(missing(4)).toEqual([
      { code: 'OFFER_SET_INCOMPLETE', missingBuyQuantity: 0, missingGetQuantity: 1 },
    ]);
    expect(price([line('a', 500, 5)], { ...sets(3, 2), reward: 'cheapest' }).outcome).toBe('priced');
  });

  it('says that a set of units without a price takes nothing off', () => {
    expect(sharesOf(price([line('a', 0, 2)], { ...sets(1, 1), reward: 'cheapest' }))).toEqual([
      { code: 'CONTRIBUTES_NOTHING' },
    ]);
  });
});

describe('buy X get Y, listed products', () => {
  const listed = (...productIds: string[]) => ({ reward: 'listed' as const, productIds });

  it('gets the dearest listed units for the cheapest bought ones', () => {
    const lines = [line('a', 900), line('b', 600), line('c', 100), line('d', 200)];
    expect(sharesOf(price(lines, { ...sets(1, 1), ...listed('p-c', 'p-d'), maxRepeats: 1 }))).toEqual({
      d: 200,
    });
  });

  it('of equal prices takes the lower line id first, bought and got', () => {
    const lines = [line('b', 600), line('a', 600), line('d', 200), line('c', 200)];
    expect(sharesOf(price(lines, { ...sets(1, 1), ...listed('p-c', 'p-d'), maxRepeats: 1 }))).toEqual({
      c: 200,
    });
  });

  it('does not buy with a listed product, in scope or not', () => {
    const lines = [line('a', 600, 2)];
    expect(sharesOf(price(lines, { ...sets(1, 1), ...listed('p-a') }))).toEqual([
      { code: 'OFFER_SET_INCOMPLETE', missingBuyQuantity: 1, missingGetQuantity: 0 },
    ]);
  });

  it('gets listed products that are outside the scope', () => {
    const lines = [line('a', 600, 2), line('b', 100)];
    const scope = { kind: 'products', productIds: ['p-a'] };
    expect(sharesOf(price(lines, { ...sets(2, 1), ...listed('p-b') }, { scope }))).toEqual({ b: 100 });
  });

  it('but never those of another merchant', () => {
    const lines = [line('a', 600, 2), line('b', 100, 1, { merchantId: '2' })];
    expect(sharesOf(price(lines, { ...sets(2, 1), ...listed('p-b') }, {}, '1'))).toEqual([
      { code: 'OFFER_SET_INCOMPLETE', missingBuyQuantity: 0, missingGetQuantity: 1 },
    ]);
  });

  it('forms as many sets as both sides allow', () => {
    const lines = [line('a', 100, 5), line('b', 40, 3), line('c', 30, 3)];
    // Two sets of 2 bought and 2 got: got are 40 40 40 30.
    expect(sharesOf(price(lines, { ...sets(2, 2), ...listed('p-b', 'p-c') }))).toEqual({
      b: 120,
      c: 30,
    });
  });
});

describe('buy X get Y beside other coupons', () => {
  const lines = [line('trousers', 8_000), line('jacket', 10_000)];
  const offer = { kind: 'buyXGetY', ...sets(1, 1), reward: 'listed', productIds: ['p-jacket'] } as const;
  const free = newCoupon(promotion({ offer, ...inGroup('a') }, '1'), { couponId: '1' });
  const half = (productId: string) =>
    newCoupon(
      discount(
        { percentBp: 5_000, scope: { kind: 'products', productIds: [productId] }, ...inGroup('b') },
        '2',
      ),
      { couponId: '2' },
    );

  it('leaves a later coupon nothing of a unit that is free', () => {
    const { best } = quote(newCart({ lines }), [free, half('p-jacket')], newContext());
    expect(best.coupons.map(({ couponId }) => couponId)).toEqual(['1']);
    expect(best.totals.payableMinor).toBe(8_000);
  });

  it('and all of the bought ones', () => {
    const { best } = quote(newCart({ lines }), [free, half('p-trousers')], newContext());
    expect(best.lines.map(({ payableMinor }) => payableMinor)).toEqual([4_000, 0]);
  });
});
