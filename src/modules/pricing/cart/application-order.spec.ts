import { cartOf, newCoupon, rebate } from '../../../../test/support/pricing/pricing-builders';
import { collapseEqualTerms, compareByApplication } from './application-order';
import { freshState, viewCart } from './cart-view';
import { layCoupons } from './terms-on-cart';

const rule = rebate({ amountMinor: 100 });
const coupon = (couponId: string, merchantId: string | null, validUntil: number) =>
  newCoupon(rule, { couponId, merchantId, validUntil });

function order(...coupons: ReturnType<typeof coupon>[]) {
  const view = viewCart(cartOf(1000));
  return layCoupons(view, freshState(view), coupons).sort(compareByApplication);
}
const idsOf = (candidates: ReturnType<typeof order>) =>
  candidates.map((candidate) => candidate.coupon.couponId);

describe('the order of application among coupons of one rule', () => {
  it('is the platform, then merchants, whatever their expiry, then the expiry, then the id', () => {
    const ordered = order(
      coupon('10', '2', 5),
      coupon('9', '2', 5),
      coupon('3', '1', 7),
      coupon('4', '1', 6),
      coupon('5', null, 8),
      coupon('6', null, 9),
    );
    expect(idsOf(ordered)).toEqual(['5', '6', '4', '3', '9', '10']);
  });

  it('and of equal terms the one that expires first is kept', () => {
    const ordered = order(
      coupon('1', '1', 7),
      coupon('2', '1', 6),
      coupon('3', null, 8),
      coupon('4', '1', 6),
    );
    expect(idsOf(collapseEqualTerms(ordered))).toEqual(['3', '2']);
  });
});
