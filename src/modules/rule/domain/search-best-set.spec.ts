import {
  cartOf,
  discount,
  inGroup,
  newContext,
  newCoupon,
  promotion,
  rebate,
} from '../../../../test/support/pricing-builders';
import type { CandidateCoupon, Rule } from '..';
import { quote } from './quote';

const cart = { ...cartOf(...Array.from({ length: 20 }, (_, i) => 1000 + 137 * i)), shippingMinor: 900 };

/** `perGroup` different coupons in each of the groups, percentages of everything and of parts, rebates and offers. */
function wallet(groups: readonly string[], perGroup: number): CandidateCoupon[] {
  const draw = (group: string, i: number): Rule => {
    const ruleId = `${groups.indexOf(group) * 1000 + i + 1}`;
    const terms = inGroup(group);
    const half = {
      kind: 'products',
      productIds: cart.lines.slice(0, 6 + (i % 9)).map((line) => line.productId),
    } as const;
    switch (i % 4) {
      case 0:
        return discount({ percentBp: 500 + 37 * i, ...terms }, ruleId);
      case 1:
        return discount({ percentBp: 900 + 53 * i, scope: half, ...terms }, ruleId);
      case 2:
        return rebate({ amountMinor: 700 + 29 * i, ...terms }, ruleId);
      default:
        return promotion(
          {
            offer: { kind: 'buyXGetY', buyQuantity: 1 + (i % 3), getQuantity: 1, reward: 'cheapest' },
            ...terms,
          },
          ruleId,
        );
    }
  };
  return groups.flatMap((group) =>
    Array.from({ length: perGroup }, (_, i) => {
      const rule = draw(group, i);
      return newCoupon(rule, { couponId: rule.ruleId });
    }),
  );
}

describe('the search for the best set', () => {
  const groups = ['a', 'b', 'c', 'd', 'e'];

  it.each([
    ['5 groups of 8', groups, 8, 1200],
    ['5 groups of 40', groups, 40, 40_000],
    ['8 groups of 6', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], 6, 4500],
  ])('weighs few of the combinations that there are: %s', (_, names, perGroup, workLimit) => {
    const limited = quote(cart, wallet(names, perGroup), newContext(), workLimit);
    const unlimited = quote(cart, wallet(names, perGroup), newContext(), Number.MAX_SAFE_INTEGER);
    expect(limited).toEqual(unlimited);
    expect(limited).toMatchObject({ exact: true, maxGapMinor: 0 });
  });

  it('says that it was cut, and by how much it can be off', () => {
    const { best } = quote(cart, wallet(groups, 40), newContext());
    const cut = quote(cart, wallet(groups, 40), newContext(), 300);
    const value = (totals: typeof best.totals) =>
      totals.discountMinor + totals.shippingDiscountMinor + totals.giftValueMinor;
    expect(cut.exact).toBe(false);
    expect(cut.maxGapMinor).toBeGreaterThanOrEqual(value(best.totals) - value(cut.best.totals));
    // Never more than the cart still holds.
    const heldMinor = best.totals.grossMinor + best.totals.shippingMinor;
    expect(cut.maxGapMinor).toBeLessThanOrEqual(heldMinor - value(cut.best.totals));
  });

  it('takes the strongest of each group when it may weigh nothing', () => {
    const rules = [
      rebate({ amountMinor: 300, ...inGroup('a') }, '1'),
      rebate({ amountMinor: 500, ...inGroup('a') }, '2'),
      rebate({ amountMinor: 200, ...inGroup('b') }, '3'),
    ];
    const coupons = rules.map((rule) => newCoupon(rule, { couponId: rule.ruleId }));
    const { best } = quote(cart, coupons, newContext(), 0);
    expect(best.coupons.map(({ couponId }) => couponId)).toEqual(['2', '3']);
  });
});
