import { newCart, newCoupon, rebate } from '../../../../test/support/pricing/pricing-builders';
import { freshState, viewCart } from '../cart/cart-view';
import { layCoupons } from '../cart/terms-on-cart';
import { type CouponSet, compareSets, EMPTY_SET } from './compare-sets';

/** A set as [money off, …[coupon id, expiry]]. */
type Drawn = readonly [number, ...(readonly [string, number])[]];

function setOf([valueMinor, ...coupons]: Drawn): CouponSet {
  const view = viewCart(newCart());
  const rule = rebate({ amountMinor: 1 });
  const drawn = coupons.map(([couponId, validUntil]) => newCoupon(rule, { couponId, validUntil }));
  return { candidates: layCoupons(view, freshState(view), drawn), valueMinor };
}

describe('compareSets', () => {
  it.each<[string, Drawn, Drawn]>([
    ['more money off', [101, ['9', 50], ['8', 60]], [100, ['1', 10]]],
    ['the earliest expiry, wherever it stands in the set', [100, ['8', 60], ['9', 10]], [100, ['1', 20]]],
    ['… as a number, not as text', [100, ['1', 9]], [100, ['2', 10]]],
    ['fewer coupons', [100, ['9', 10]], [100, ['1', 10], ['2', 20]]],
    ['the earlier second expiry', [100, ['8', 20], ['9', 10]], [100, ['1', 10], ['2', 30]]],
    [
      '… though a third one is later',
      [100, ['7', 10], ['8', 20], ['9', 90]],
      [100, ['1', 10], ['2', 30], ['3', 30]],
    ],
    ['the lower coupon id', [100, ['9', 10]], [100, ['10', 10]]],
    ['… compared from the lowest on', [100, ['5', 10], ['1', 10]], [100, ['2', 10], ['3', 10]]],
    ['… and then the next', [100, ['3', 10], ['1', 10]], [100, ['1', 10], ['4', 10]]],
    ['any coupons over none', [1, ['1', 10]], [0]],
  ])('prefers %s', (_, better, worse) => {
    expect(Math.sign(compareSets(setOf(better), setOf(worse)))).toBe(-1);
    expect(Math.sign(compareSets(setOf(worse), setOf(better)))).toBe(1);
  });

  it('finds a set equal to itself only', () => {
    const set = setOf([100, ['1', 10], ['2', 20]]);
    expect(compareSets(set, set)).toBe(0);
    expect(compareSets(EMPTY_SET, EMPTY_SET)).toBe(0);
  });
});
