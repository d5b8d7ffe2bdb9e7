import {
  cartOf,
  couponsOf,
  discount,
  inGroup,
  newCart,
  newContext,
  newCoupon,
  newLine,
  promotion,
  rebate,
} from '../../../../test/support/pricing/pricing-builders';
import { nextAfter, orderOf } from '../../../../test/support/refund-orders';
import type { CandidateCoupon, Cart } from '../pricing.types';
import { priceWith } from '../quote/price-with';
import { planRefund, type RefundInput } from './plan-refund';

function order(cart: Cart, coupons: CandidateCoupon[]): RefundInput {
  const result = priceWith(cart, coupons, newContext());
  if (result.outcome !== 'priced') {
    throw new Error(JSON.stringify(result.refusals));
  }
  return orderOf(cart, coupons, result.priced);
}

const back = (lineId: string, quantity: number) => ({ returned: [{ lineId, quantity }] });
const threeUnits = newCart({ lines: [newLine({ lineId: 'l1', quantity: 3 })], shippingMinor: 500 });

describe('planRefund by shares', () => {
  let input: RefundInput;
  beforeEach(() => {
    input = order(threeUnits, couponsOf(rebate({ amountMinor: 100 })));
  });

  it('floors the reversed discount over the units so far, not per refund', () => {
    const one = planRefund({ ...input, ...back('l1', 1) });
    expect(one).toMatchObject({
      refundMinor: 967,
      reversals: [{ couponId: '1', amountMinor: 33, cumulativeMinor: 33 }],
      keptLines: [{ lineId: 'l1', quantity: 2, payableMinor: 1933 }],
      keptPayableMinor: 2433,
      giftCharges: [],
    });
    const two = planRefund({ ...nextAfter(input, one), ...back('l1', 2) });
    expect(two).toMatchObject({ refundMinor: 967, reversals: [{ amountMinor: 33, cumulativeMinor: 66 }] });
    const three = planRefund({ ...nextAfter(nextAfter(input, one), two), ...back('l1', 3) });
    expect(three).toMatchObject({ refundMinor: 966, reversals: [{ amountMinor: 34, cumulativeMinor: 100 }] });
    expect(three).toMatchObject({ keptLines: [], keptPayableMinor: 500 });
  });

  it('gives shipping back when it is returned', () => {
    expect(planRefund({ ...input, shippingRefunded: true }).refundMinor).toBe(500);
  });

  it('does not ask again whether the threshold is met', () => {
    const rule = rebate({ threshold: { amountMinor: 3000 }, amountMinor: 300 });
    const plan = planRefund({ ...order(threeUnits, couponsOf(rule)), ...back('l1', 2) });
    expect(plan).toMatchObject({ refundMinor: 1800, keptPayableMinor: 1400 });
  });

  it('reverses waived shipping only when the shipping is returned', () => {
    const waived = order(
      threeUnits,
      couponsOf(promotion({ offer: { kind: 'freeShipping', capMinor: 300 } })),
    );
    expect(planRefund({ ...waived, ...back('l1', 3) })).toMatchObject({
      refundMinor: 3000,
      reversals: [{ amountMinor: 0 }],
    });
    expect(planRefund({ ...waived, ...back('l1', 3), shippingRefunded: true })).toMatchObject({
      refundMinor: 3200,
      reversals: [{ amountMinor: 300 }],
    });
  });
});

describe('planRefund by a re-test', () => {
  const retest = { refund: 'retest' } as const;

  it('tests buy one, get one again, whatever the rule says: one unit alone was given to nobody', () => {
    const offer = { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' } as const;
    const cart = newCart({ lines: [newLine({ lineId: 'l1', quantity: 3 })] });
    const input = order(cart, couponsOf(promotion({ offer, refund: 'share' })));
    const one = planRefund({ ...input, ...back('l1', 1) });
    expect(one).toMatchObject({ refundMinor: 1000, keptPayableMinor: 1000, reversals: [{ amountMinor: 0 }] });
    const two = planRefund({ ...nextAfter(input, one), ...back('l1', 2) });
    expect(two).toMatchObject({ refundMinor: 0, keptPayableMinor: 1000, reversals: [{ amountMinor: 1000 }] });
    const three = planRefund({ ...nextAfter(nextAfter(input, one), two), ...back('l1', 3) });
    expect(three).toMatchObject({ refundMinor: 1000, keptPayableMinor: 0, reversals: [{ amountMinor: 0 }] });
  });

  it('charges the kept lines without the discount once they no longer reach the threshold', () => {
    const rule = rebate({ threshold: { amountMinor: 3000 }, amountMinor: 300, ...retest });
    const plan = planRefund({ ...order(threeUnits, couponsOf(rule)), ...back('l1', 1) });
    expect(plan).toMatchObject({
      refundMinor: 700,
      keptPayableMinor: 2500,
      reversals: [{ couponId: '1', amountMinor: 300, cumulativeMinor: 300 }],
    });
  });

  it('never gives a negative refund', () => {
    const rule = rebate({ threshold: { amountMinor: 1010 }, amountMinor: 600, ...retest });
    const cart = newCart({
      lines: [newLine({ lineId: 'l1' }), newLine({ lineId: 'l2', unitPriceMinor: 10 })],
    });
    const plan = planRefund({ ...order(cart, couponsOf(rule)), ...back('l2', 1) });
    expect(plan).toMatchObject({ refundMinor: 0, keptPayableMinor: 1000 });
  });

  it('takes nothing for an offer whose threshold the kept lines no longer reach, though they hold a set', () => {
    const offer = { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' } as const;
    const rule = promotion({ offer, threshold: { amountMinor: 3000 }, ...retest });
    const plan = planRefund({ ...order(threeUnits, couponsOf(rule)), ...back('l1', 1) });
    expect(plan).toMatchObject({
      refundMinor: 0,
      keptPayableMinor: 2500,
      reversals: [{ amountMinor: 1000 }],
    });
  });

  it('does not count a re-tested share when it halves the share of another coupon', () => {
    const cart = newCart({ lines: [newLine({ lineId: 'l1', quantity: 2 })] });
    const rules = [
      rebate({ amountMinor: 1, ...inGroup('a') }, '1'),
      rebate({ amountMinor: 1, ...inGroup('b'), ...retest }, '2'),
    ];
    const plan = planRefund({ ...order(cart, couponsOf(...rules)), ...back('l1', 1) });
    expect(plan).toMatchObject({
      keptPayableMinor: 998,
      reversals: [{ amountMinor: 0 }, { amountMinor: 0 }],
    });
  });

  it('takes what was refunded before off', () => {
    const rule = discount({ percentBp: 1000, ...retest });
    const input = { ...order(threeUnits, couponsOf(rule)), refundedBeforeMinor: 900, ...back('l1', 2) };
    expect(planRefund(input).refundMinor).toBe(900);
  });

  it('does not ask again for conditions and windows: they held when the coupon was used', () => {
    const rule = rebate({ amountMinor: 300, conditions: { channels: ['app'] }, ...retest });
    const coupon = newCoupon(rule);
    const result = priceWith(threeUnits, [coupon], newContext({ channel: 'app' }));
    if (result.outcome !== 'priced') {
      throw new Error('the coupon is eligible in the app');
    }
    const late = { ...coupon, validUntil: 0 };
    const plan = planRefund({ ...orderOf(threeUnits, [late], result.priced), ...back('l1', 1) });
    expect(plan).toMatchObject({ refundMinor: 1000, keptPayableMinor: 2200 });
  });

  it('keeps the shares of the other coupons while one is re-tested', () => {
    const rules = [
      discount({ percentBp: 1000, threshold: { quantity: 3 }, ...inGroup('a'), ...retest }),
      rebate({ amountMinor: 90, ...inGroup('b') }),
    ];
    // Paid 3000 − 300 − 90 + 500; two kept units cost 2000 − 60 without the percentage.
    const plan = planRefund({ ...order(threeUnits, couponsOf(...rules)), ...back('l1', 1) });
    expect(plan).toMatchObject({ keptPayableMinor: 2440, refundMinor: 670 });
    expect(plan.reversals).toEqual([
      { couponId: '1', amountMinor: 300, cumulativeMinor: 300 },
      { couponId: '2', amountMinor: 30, cumulativeMinor: 30 },
    ]);
  });

  it('gives no offer on units that are in the sets of another coupon', () => {
    const offer = {
      kind: 'buyXGetY',
      buyQuantity: 1,
      getQuantity: 1,
      reward: 'cheapest',
      maxRepeats: 1,
    } as const;
    const rules = [
      promotion({ offer, ...inGroup('a') }, '1'),
      promotion({ offer, ...inGroup('b'), ...retest }, '2'),
    ];
    const input = order(cartOf(1000, 800, 300, 200, 100), couponsOf(...rules));
    // {1000, 800} and {300, 200}: kept are the first, and 200 and 100 as the second coupon's new set.
    expect(planRefund({ ...input, ...back('l3', 1) }).keptPayableMinor).toBe(1000 + 200);
  });

  it('limits kept shares to what a re-tested coupon leaves on the line', () => {
    const cart = newCart({
      lines: [newLine({ lineId: 'l1', unitPriceMinor: 100 }), newLine({ lineId: 'l2', unitPriceMinor: 900 })],
    });
    const rules = [
      rebate({ amountMinor: 90, ...inGroup('b'), priority: 9 }),
      rebate({ amountMinor: 800, ...inGroup('c'), ...retest, priority: 10 }, '11'),
    ];
    // Line l1 bears 80 of the 800 and 9 of the 90; alone it bears 100 of the 800.
    const plan = planRefund({ ...order(cart, couponsOf(...rules)), ...back('l2', 1) });
    expect(plan.keptLines).toEqual([{ lineId: 'l1', quantity: 1, payableMinor: 0 }]);
  });
});

describe('planRefund with gifts', () => {
  const rule = promotion({
    threshold: { amountMinor: 2000 },
    offer: { kind: 'freeItem', productId: 'mug', quantity: 2, unitValueMinor: 250 },
  });
  let input: RefundInput;
  beforeEach(() => {
    input = order(threeUnits, couponsOf(rule));
  });

  it('leaves a gift that is still earned free', () => {
    expect(planRefund({ ...input, ...back('l1', 1) })).toMatchObject({
      refundMinor: 1000,
      giftCharges: [],
      reversals: [{ amountMinor: 0 }],
    });
  });

  it('charges kept gifts at their recorded value once they are no longer earned', () => {
    expect(planRefund({ ...input, ...back('l1', 2) })).toMatchObject({
      refundMinor: 1500,
      keptPayableMinor: 2000,
      giftCharges: [{ couponId: '1', quantity: 2, amountMinor: 500 }],
      reversals: [{ couponId: '1', amountMinor: 500, cumulativeMinor: 500 }],
    });
  });

  it('charges only those that were not sent back', () => {
    const some = { ...input, ...back('l1', 3), giftsReturned: [{ couponId: '1', quantity: 1 }] };
    expect(planRefund(some)).toMatchObject({
      refundMinor: 2750,
      giftCharges: [{ quantity: 1, amountMinor: 250 }],
    });
    const all = { ...input, ...back('l1', 3), giftsReturned: [{ couponId: '1', quantity: 2 }] };
    expect(planRefund(all)).toMatchObject({ refundMinor: 3000, giftCharges: [] });
  });

  it('charges a gift that asks for no threshold once nothing in its scope is kept', () => {
    const offer = { kind: 'freeItem', productId: 'mug', unitValueMinor: 250 } as const;
    const plan = planRefund({ ...order(threeUnits, couponsOf(promotion({ offer }))), ...back('l1', 3) });
    expect(plan).toMatchObject({ refundMinor: 2750, giftCharges: [{ quantity: 1, amountMinor: 250 }] });
  });

  it('reverses the value of a gift that was sent back though it was earned', () => {
    const plan = planRefund({ ...input, giftsReturned: [{ couponId: '1', quantity: 1 }] });
    expect(plan).toMatchObject({ refundMinor: 0, reversals: [{ amountMinor: 250 }] });
  });
});

describe('planRefund input', () => {
  let input: RefundInput;
  beforeEach(() => {
    input = order(threeUnits, couponsOf(rebate({ amountMinor: 100 })));
  });

  it.each([
    ['more units than were ordered', back('l1', 4)],
    ['fewer than none', back('l1', -1)],
    ['parts of a unit', back('l1', 0.5)],
    ['a line that is not there', back('l9', 1)],
    ['a coupon that did not pay', { coupons: [newCoupon(rebate({ amountMinor: 100 }), { couponId: '9' })] }],
  ])('refuses %s', (_, over) => {
    expect(() => planRefund({ ...input, ...over })).toThrow(RangeError);
  });

  it('refuses more gifts than were given', () => {
    const gift = promotion({ offer: { kind: 'freeItem', productId: 'mug', unitValueMinor: 250 } });
    const withGift = {
      ...order(cartOf(1000), couponsOf(gift)),
      giftsReturned: [{ couponId: '1', quantity: 2 }],
    };
    expect(() => planRefund(withGift)).toThrow(RangeError);
  });
});
