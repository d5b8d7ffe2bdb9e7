import { cartOf, discount, newCoupon, rebate } from '../../../../test/support/pricing/pricing-builders';
import type { CandidateCoupon } from '../pricing.types';
import type { Rule } from '../terms/rule-content';
import { freshState, viewCart } from './cart-view';
import { layCoupons } from './terms-on-cart';

function lay(...coupons: CandidateCoupon[]) {
  const view = viewCart(cartOf(1000));
  return layCoupons(view, freshState(view), coupons).map(({ onCart }) => onCart);
}
const of = (rule: Rule, merchantId: string | null = '1') => newCoupon(rule, { merchantId });

describe('layCoupons', () => {
  const rule = rebate({ amountMinor: 100 });

  it.each<[string, CandidateCoupon, CandidateCoupon]>([
    ['one rule object', of(rule), of(rule)],
    ['a rule that was parsed twice', of(rule), of(structuredClone(rule))],
    ['a rule of the platform', of(rule, null), of(structuredClone(rule), null)],
  ])('lays %s over the cart once', (_, a, b) => {
    const [first, second] = lay(a, b);
    expect(second).toBe(first);
  });

  it.each<[string, CandidateCoupon, CandidateCoupon]>([
    ['two merchants', of(rule, '1'), of(rule, '2')],
    ['a merchant and the platform', of(rule, '1'), of(rule, null)],
    ['two rules', of(rule), of({ ...rule, ruleId: '11' })],
    ['two contents', of(rule), of(rebate({ amountMinor: 101 }))],
    ['two currencies', of(rule), of({ ...rule, currency: 'USD' })],
    ['two types', of(rebate({ tiers: [] }, '1')), of(discount({ tiers: [] }, '1'))],
  ])('tells %s apart', (_, a, b) => {
    const [first, second, again] = lay(a, b, a);
    expect(second).not.toBe(first);
    expect(again).toBe(first);
  });
});
