import {
  cartOf,
  couponsOf,
  discount,
  exclusive,
  inGroup,
  newCart,
  newContext,
  newCoupon,
  newLine,
  promotion,
  rebate,
} from '../../../../test/support/pricing/pricing-builders';
import type { CandidateCoupon } from '../pricing.types';
import type { Rule } from '../terms/rule-content';
import { priceWith } from './price-with';

const context = newContext();
const price = (coupons: readonly CandidateCoupon[], total = 10_000) =>
  priceWith(cartOf(total), coupons, context);
const refusalsOf = (coupons: readonly CandidateCoupon[], total?: number) => {
  const result = price(coupons, total);
  return result.outcome === 'refused' ? result.refusals : [];
};

describe('priceWith', () => {
  it('prices with exactly the given coupons, though others would be better, in the order of application', () => {
    const rules: Rule[] = [
      rebate({ amountMinor: 500, ...inGroup('a') }),
      discount({ percentBp: 1000, ...inGroup('b') }),
    ];
    const result = price(couponsOf(...rules));
    expect(result).toMatchObject({
      outcome: 'priced',
      priced: {
        coupons: [
          { couponId: '2', discountMinor: 1000 },
          { couponId: '1', discountMinor: 500 },
        ],
      },
    });
  });

  it('prices without any coupon', () => {
    expect(price([])).toMatchObject({ outcome: 'priced', priced: { totals: { payableMinor: 10_000 } } });
  });

  it('refuses a coupon that is not eligible, with its reasons, and names only that one', () => {
    const rules = [
      rebate({ amountMinor: 500, threshold: { amountMinor: 20_000 }, ...inGroup('a') }),
      discount({ percentBp: 1000, ...inGroup('b') }),
    ];
    expect(refusalsOf(couponsOf(...rules))).toEqual([
      {
        couponId: '1',
        reasons: [
          {
            code: 'THRESHOLD_NOT_MET',
            requiredMinor: 20_000,
            actualMinor: 10_000,
            missingMinor: 10_000,
            measured: 'beforeCoupons',
          },
        ],
      },
    ]);
  });

  it('refuses two coupons of one stack group, and names each in the other’s refusal', () => {
    const rules = [
      rebate({ amountMinor: 500, ...inGroup('a') }),
      discount({ percentBp: 1000, ...inGroup('a') }),
      rebate({ amountMinor: 5, ...inGroup('b') }),
    ];
    expect(refusalsOf(couponsOf(...rules))).toEqual([
      { couponId: '1', reasons: [{ code: 'STACK_GROUP_CONFLICT', group: 'a', conflictingCouponIds: ['2'] }] },
      { couponId: '2', reasons: [{ code: 'STACK_GROUP_CONFLICT', group: 'a', conflictingCouponIds: ['1'] }] },
    ]);
  });

  it('puts coupons that name no stack group into the group "default"', () => {
    const rules = [rebate({ amountMinor: 500 }), discount({ percentBp: 1000, ...inGroup('default') })];
    expect(refusalsOf(couponsOf(...rules)).flatMap(({ reasons }) => reasons)).toEqual([
      { code: 'STACK_GROUP_CONFLICT', group: 'default', conflictingCouponIds: ['2'] },
      { code: 'STACK_GROUP_CONFLICT', group: 'default', conflictingCouponIds: ['1'] },
    ]);
  });

  it('refuses an exclusive coupon beside any other', () => {
    const rules = [
      rebate({ amountMinor: 500, ...exclusive }),
      rebate({ amountMinor: 500, ...inGroup('a') }),
      rebate({ amountMinor: 500, ...inGroup('b') }),
    ];
    expect(refusalsOf(couponsOf(...rules))).toEqual([
      { couponId: '1', reasons: [{ code: 'EXCLUSIVE_COUPON', conflictingCouponIds: ['2', '3'] }] },
      { couponId: '2', reasons: [{ code: 'EXCLUSIVE_COUPON', conflictingCouponIds: ['1'] }] },
      { couponId: '3', reasons: [{ code: 'EXCLUSIVE_COUPON', conflictingCouponIds: ['1'] }] },
    ]);
  });

  it('refuses two exclusive coupons without speaking of a group', () => {
    const rules = [rebate({ amountMinor: 500, ...exclusive }), rebate({ amountMinor: 600, ...exclusive })];
    expect(refusalsOf(couponsOf(...rules)).map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ['EXCLUSIVE_COUPON'],
      ['EXCLUSIVE_COUPON'],
    ]);
  });

  it('refuses a coupon that is named twice', () => {
    const coupon = newCoupon(rebate({ amountMinor: 500 }));
    expect(refusalsOf([coupon, coupon])).toEqual([
      { couponId: '1', reasons: [{ code: 'DUPLICATE_COUPON' }] },
      { couponId: '1', reasons: [{ code: 'DUPLICATE_COUPON' }] },
    ]);
  });

  it('refuses a coupon whose threshold the others leave unmet, and says by how much', () => {
    const rules = [
      discount({ percentBp: 2000, ...inGroup('a') }),
      rebate({
        amountMinor: 500,
        threshold: { amountMinor: 9000 },
        thresholdOn: 'afterCoupons',
        ...inGroup('b'),
      }),
    ];
    expect(refusalsOf(couponsOf(...rules))).toEqual([
      {
        couponId: '2',
        reasons: [
          {
            code: 'THRESHOLD_NOT_MET',
            requiredMinor: 9000,
            actualMinor: 8000,
            missingMinor: 1000,
            measured: 'afterCoupons',
          },
        ],
      },
    ]);
  });

  it('refuses a coupon for which the others leave nothing', () => {
    const rules = [
      discount({ percentBp: 10_000, ...inGroup('a') }),
      rebate({ amountMinor: 1, ...inGroup('b') }),
    ];
    expect(refusalsOf(couponsOf(...rules))).toEqual([
      { couponId: '2', reasons: [{ code: 'CONTRIBUTES_NOTHING' }] },
    ]);
  });

  it('refuses a coupon without which the others take off as much', () => {
    const rules = [
      discount({ percentBp: 1000, ...inGroup('a') }),
      rebate({ amountMinor: 10_000, ...inGroup('b') }),
    ];
    expect(refusalsOf(couponsOf(...rules))).toEqual([
      { couponId: '1', reasons: [{ code: 'CONTRIBUTES_NOTHING' }] },
    ]);
    expect(price(couponsOf(...rules), 10_001).outcome).toBe('priced');
  });

  it('refuses a coupon without which the others take off more, though one of them then takes nothing', () => {
    const offer = (buyQuantity: number, percentBp: number, maxRepeats: number) =>
      ({ kind: 'buyXGetY', buyQuantity, getQuantity: 1, reward: 'same', percentBp, maxRepeats }) as const;
    const rules = [
      promotion({ offer: offer(1, 1000, 1), ...inGroup('a') }, '1'),
      promotion({ offer: offer(2, 10_000, 9), ...inGroup('b') }, '2'),
      promotion({ offer: offer(1, 1000, 1), ...inGroup('c') }, '3'),
    ];
    // 7 units: 2 + 3 + 2 take off 100 + 1000 + 100; without the first coupon 3 + 3 take off 2000 and leave no set.
    const cart = newCart({ lines: [newLine({ lineId: 'l1', quantity: 7 })] });
    expect(priceWith(cart, couponsOf(...rules), context)).toEqual({
      outcome: 'refused',
      refusals: [{ couponId: '1', reasons: [{ code: 'CONTRIBUTES_NOTHING' }] }],
    });
  });

  it('refuses a line offer whose units another offer has used', () => {
    const offer = { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'cheapest' } as const;
    const rules = ['a', 'b'].map((group, i) => promotion({ offer, ...inGroup(group) }, String(i)));
    const result = priceWith(cartOf(300, 200, 100), couponsOf(...rules), context);
    expect(result).toEqual({
      outcome: 'refused',
      refusals: [
        {
          couponId: '2',
          reasons: [{ code: 'OFFER_SET_INCOMPLETE', missingBuyQuantity: 0, missingGetQuantity: 1 }],
        },
      ],
    });
  });

  it('refuses a second waiver of shipping that is already waived', () => {
    const offer = { kind: 'freeShipping' } as const;
    const rules = ['a', 'b'].map((group, i) => promotion({ offer, ...inGroup(group) }, String(i)));
    expect(priceWith({ ...cartOf(1000), shippingMinor: 400 }, couponsOf(...rules), context)).toEqual({
      outcome: 'refused',
      refusals: [{ couponId: '2', reasons: [{ code: 'NO_SHIPPING_TO_WAIVE' }] }],
    });
  });
});
