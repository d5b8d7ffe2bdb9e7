import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawMarketplace } from '../../../../test/support/pricing/pricing-arbitraries';
import {
  cartOf,
  discount,
  exclusive,
  inGroup,
  NOON,
  newCart,
  newContext,
  newCoupon,
  newLine,
  promotion,
  rebate,
} from '../../../../test/support/pricing/pricing-builders';
import type { CandidateCoupon, Cart, PricedCart } from '../pricing.types';
import { quote } from '../quote/quote';
import type { Rule } from '../terms/rule-content';

const cart = { ...cartOf(...Array.from({ length: 20 }, (_, i) => 1000 + 137 * i)), shippingMinor: 900 };

function moneyOff({ totals }: PricedCart): number {
  return totals.discountMinor + totals.shippingDiscountMinor + totals.giftValueMinor;
}

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
    ['5 groups of 8', groups, 8, 100_000],
    ['5 groups of 40', groups, 40, 1_600_000],
    ['8 groups of 6', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], 6, 1_000_000],
  ])('weighs few of the combinations that there are: %s', (_, names, perGroup, workLimit) => {
    const limited = quote(cart, wallet(names, perGroup), newContext(), { workLimit });
    const unlimited = quote(cart, wallet(names, perGroup), newContext(), { workLimit: Infinity });
    expect(limited).toEqual(unlimited);
    expect(limited).toMatchObject({ exact: true, maxGapMinor: 0 });
  });

  it('says that it was cut, and by how much it can be off', () => {
    const { best } = quote(cart, wallet(groups, 40), newContext());
    const cut = quote(cart, wallet(groups, 40), newContext(), { workLimit: 6000 });
    expect(cut.exact).toBe(false);
    expect(cut.maxGapMinor).toBeGreaterThanOrEqual(moneyOff(best) - moneyOff(cut.best));
    // Never more than the cart still holds.
    const heldMinor = best.totals.grossMinor + best.totals.shippingMinor;
    expect(cut.maxGapMinor).toBeLessThanOrEqual(heldMinor - moneyOff(cut.best));
  });

  it('takes the strongest of each group, in the order of application, when it may weigh nothing', () => {
    const rules = [
      discount({ percentBp: 100, ...inGroup('a'), priority: 1 }, '1'),
      discount({ percentBp: 1000, ...inGroup('b') }, '2'),
      discount({ percentBp: 500, ...inGroup('b') }, '3'),
      rebate({ amountMinor: 30_000, ...inGroup('a') }, '4'),
    ];
    const coupons = rules.map((rule) => newCoupon(rule, { couponId: rule.ruleId }));
    const { best } = quote(cart, coupons, newContext(), { workLimit: 0 });
    expect(best.coupons.map(({ couponId }) => couponId)).toEqual(['2', '4']);
  });

  describe('where many coupons of many groups touch the same lines', () => {
    const { cart: overlapping, coupons } = JSON.parse(
      readFileSync(join(process.cwd(), 'test/support/pricing/overlapping-coupons.json'), 'utf8'),
    ) as { cart: Cart; coupons: CandidateCoupon[] };
    const context = newContext({ now: coupons[0]!.validFrom });

    it('finds the best set, though the strongest of each group together have an idle one', () => {
      const result = quote(overlapping, coupons, context);
      expect(result).toMatchObject({ exact: true, maxGapMinor: 0 });
      expect(moneyOff(result.best)).toBe(102_858);
      expect(result.best.coupons).toHaveLength(12);
    });

    it('has a good one when it may weigh nothing', () => {
      const result = quote(overlapping, coupons, context, { workLimit: 0 });
      expect(moneyOff(result.best)).toBeGreaterThanOrEqual(95_000);
      expect(moneyOff(result.best) + result.maxGapMinor).toBeGreaterThanOrEqual(102_858);
    });

    it('takes the coupons that were asked for where it finds nothing better', () => {
      const asked = quote(overlapping, coupons, context).best.coupons.map(({ couponId }) => couponId);
      const { best } = quote(overlapping, coupons, context, { workLimit: 0, asked });
      expect(best.coupons.map(({ couponId }) => couponId)).toEqual(asked);
    });
  });

  it('holds up the process no longer for more lines and more coupons', () => {
    const size = { seed: 1, lineCount: 1000, couponCount: 1000, groupCount: 30 };
    const { cart: large, coupons } = drawMarketplace(size);
    const tries = Array.from({ length: 3 }, () => {
      const before = process.cpuUsage();
      quote(large, coupons, newContext());
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    // Jest's sandbox makes it some twenty times slower than a plain process, where the bench measures it.
    expect(Math.min(...tries)).toBeLessThan(2500);
  });

  it('gives no more coupons than one order may use', () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      newCoupon(rebate({ amountMinor: 100 + i, ...inGroup(`g${i}`) }, String(i + 1)), {
        couponId: String(i + 1),
      }),
    );
    expect(quote(cart, many, newContext()).best.coupons).toHaveLength(50);
  });

  describe('cuts nothing that could still win', () => {
    const offer = { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' } as const;
    const goods = newCart({ lines: [newLine({ lineId: 'l1', quantity: 10 })], shippingMinor: 50_000 });
    const gift = { kind: 'freeItem', productId: 'tv', unitValueMinor: 70_000 } as const;
    /** Takes something alone only, so that the strongest of each group are no set to begin with. */
    const loner = rebate(
      { amountMinor: 1, threshold: { amountMinor: 10_000 }, thresholdOn: 'afterCoupons', ...inGroup('z') },
      '99',
    );

    it.each<[string, number, Rule[]]>([
      [
        'a fixed amount beside a percentage',
        7000,
        [
          discount({ percentBp: 5000, ...inGroup('a') }, '1'),
          rebate({ amountMinor: 2000, ...inGroup('b') }, '2'),
        ],
      ],
      [
        'a capped percentage, which takes as much of less',
        7000,
        ['a', 'b'].map((group, i) =>
          discount({ percentBp: 5000, ...(i > 0 && { capMinor: 2000 }), ...inGroup(group) }, String(i + 1)),
        ),
      ],
      [
        'a line offer that shrinks what a percentage takes',
        5000 + 2500,
        [promotion({ offer, ...inGroup('a') }, '1'), discount({ percentBp: 5000, ...inGroup('b') }, '2')],
      ],
      [
        'percentages whose parts were rounded down',
        100 + 99 + 98 + 97 + 96,
        ['a', 'b', 'c', 'd', 'e'].map((group, i) =>
          discount({ percentBp: 100, ...inGroup(group) }, String(i + 1)),
        ),
      ],
      [
        'gifts and shipping, which are worth more than the lines hold',
        2000 + 70_000 + 50_000,
        [
          promotion({ offer: gift, ...inGroup('a') }, '1'),
          rebate({ amountMinor: 2000, ...inGroup('b') }, '2'),
          promotion({ offer: { kind: 'freeShipping' }, ...inGroup('c') }, '3'),
        ],
      ],
    ])('%s', (_, expectedMinor, rules) => {
      const rivalOffer = { kind: 'freeItem', productId: 'x', unitValueMinor: expectedMinor - 1 } as const;
      const rival = newCoupon(promotion({ offer: rivalOffer, ...exclusive }, '98'), {
        couponId: '98',
        validUntil: NOON + 1,
      });
      const coupons = [...rules, loner].map((rule) => newCoupon(rule, { couponId: rule.ruleId }));
      const { best } = quote(goods, [rival, ...coupons], newContext());
      expect(best.coupons.map(({ couponId }) => couponId)).toEqual(rules.map(({ ruleId }) => ruleId));
      expect(moneyOff(best)).toBe(expectedMinor);
    });

    it('a set as good as the best so far in which the first coupon expires sooner', () => {
      const coupons = [
        newCoupon(rebate({ amountMinor: 250, ...inGroup('a') }, '1'), {
          couponId: '1',
          validUntil: NOON + 10,
        }),
        newCoupon(rebate({ amountMinor: 250, ...inGroup('b') }, '2'), {
          couponId: '2',
          validUntil: NOON + 30,
        }),
        newCoupon(rebate({ amountMinor: 500, ...exclusive }, '3'), { couponId: '3', validUntil: NOON + 20 }),
        newCoupon(loner, { couponId: '99' }),
      ];
      const { best } = quote(goods, coupons, newContext());
      expect(best.coupons.map(({ couponId }) => couponId)).toEqual(['1', '2']);
    });

    it('one of as many coupons that expire on the same day, with lower ids', () => {
      const coupons = ['5', '4', '6'].map((couponId, i) =>
        newCoupon(rebate({ amountMinor: 250, ...inGroup('a') }, String(i)), { couponId }),
      );
      const { best } = quote(goods, coupons, newContext());
      expect(best.coupons.map(({ couponId }) => couponId)).toEqual(['4']);
    });
  });
});
