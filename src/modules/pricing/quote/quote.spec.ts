import {
  cartOf,
  couponsOf,
  DAY_MS,
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
import type { CandidateCoupon, Cart, Quote } from '../pricing.types';
import type { Rule } from '../terms/rule-content';
import { quote } from './quote';

const context = newContext();
const quoteOf = (cart: Cart, ...rules: Rule[]) => quote(cart, couponsOf(...rules), context);
const chosen = ({ best }: Quote) => best.coupons.map(({ couponId }) => couponId);
const sharesOf = ({ best }: Quote) =>
  best.coupons.map(({ shares }) => shares.map(({ amountMinor }) => amountMinor));
const reasonsOf = ({ verdicts }: Quote, i = 0) => {
  const verdict = verdicts[i]!;
  return verdict.eligible ? [] : verdict.reasons;
};

describe('quote: shares over lines', () => {
  it.each([
    [300, [4000, 2000, 2000], [150, 75, 75]],
    [299, [4300, 1400, 2300], [161, 52, 86]],
    [1000, [10_000, 10_000, 10_000], [334, 333, 333]],
  ])('shares %d over lines of %j as %j', (amountMinor, prices, expected) => {
    expect(sharesOf(quoteOf(cartOf(...prices), rebate({ amountMinor })))).toEqual([expected]);
  });

  it('serves equal remainders by line id, in whatever order the lines come', () => {
    const cart = newCart({ lines: ['b', 'c', 'a'].map((lineId) => newLine({ lineId })) });
    const { best } = quoteOf(cart, rebate({ amountMinor: 100 }));
    expect(best.coupons[0]!.shares).toEqual([
      { lineId: 'a', amountMinor: 34 },
      { lineId: 'b', amountMinor: 33 },
      { lineId: 'c', amountMinor: 33 },
    ]);
    expect(best.lines.map(({ lineId }) => lineId)).toEqual(['b', 'c', 'a']);
  });

  it('counts line 2 before line 10', () => {
    const lines = ['10', '2', '1'].map((lineId) => newLine({ lineId }));
    const { best } = quoteOf(newCart({ lines }), rebate({ amountMinor: 200 }));
    expect(best.coupons[0]!.shares).toEqual([
      { lineId: '1', amountMinor: 67 },
      { lineId: '2', amountMinor: 67 },
      { lineId: '10', amountMinor: 66 },
    ]);
    expect(best.explanation[0]!.lineIds).toEqual(['1', '2', '10']);
  });
});

describe('quote: percentages', () => {
  it('takes 25 % off ten units at 23.90: 179.25 to pay', () => {
    const cart = newCart({ lines: [newLine({ lineId: 'l1', unitPriceMinor: 2390, quantity: 10 })] });
    expect(quoteOf(cart, discount({ percentBp: 2500 })).best.totals.payableMinor).toBe(17_925);
  });

  it('takes 20 % and then 10 % of what is left: 75.60 of 105.00; 10 % alone leaves 94.50', () => {
    const both = [
      discount({ percentBp: 2000, ...inGroup('a') }, '1'),
      discount({ percentBp: 1000, ...inGroup('b') }, '2'),
    ];
    expect(quoteOf(cartOf(10_500), ...both).best.totals.payableMinor).toBe(7560);
    expect(quoteOf(cartOf(10_500), both[1]!).best.totals.payableMinor).toBe(9450);
  });

  it('stops at the cap', () => {
    expect(
      quoteOf(cartOf(10_000), discount({ percentBp: 5000, capMinor: 1234 })).best.totals.discountMinor,
    ).toBe(1234);
  });

  it.each([
    [4999, 0],
    [5000, 500],
    [9999, 999],
    [10_000, 2000],
  ])('takes the best tier that %d reaches: %d off', (price, off) => {
    const tiers = [
      { threshold: { amountMinor: 5000 }, percentBp: 1000 },
      { threshold: { amountMinor: 10_000 }, percentBp: 2000 },
    ];
    expect(quoteOf(cartOf(price), discount({ tiers })).best.totals.discountMinor).toBe(off);
  });
});

describe('quote: rebates', () => {
  it.each([
    [9999, 0],
    [10_000, 2000],
  ])('spend 100.00, get 20.00 off: %d gives %d', (price, off) => {
    const rule = rebate({ threshold: { amountMinor: 10_000 }, amountMinor: 2000 });
    expect(quoteOf(cartOf(price), rule).best.totals.discountMinor).toBe(off);
  });

  it('never takes more than its scope holds', () => {
    const { best } = quoteOf(cartOf(300, 200), rebate({ amountMinor: 2000 }));
    expect(best.totals).toMatchObject({ discountMinor: 500, payableMinor: 0 });
  });

  it.each([
    [2999, undefined, 500],
    [3000, undefined, 750],
    [99_000, undefined, 24_750],
    [99_000, 3, 750],
    [999, undefined, 0],
  ])('per every 10.00 spent 2.50 off: %d with at most %s repeats gives %d', (price, maxRepeats, off) => {
    const rule = rebate({ amountMinor: 250, every: { amountMinor: 1000, maxRepeats } });
    expect(quoteOf(cartOf(price), rule).best.totals.discountMinor).toBe(off);
  });

  it.each([
    [1, 0],
    [2, 100],
    [3, 300],
  ])('a ladder by quantity: %d units give %d', (quantity, off) => {
    const cart = newCart({ lines: [newLine({ lineId: 'l1', quantity })] });
    const tiers = [
      { threshold: { quantity: 2 }, amountMinor: 100 },
      { threshold: { quantity: 3 }, amountMinor: 300 },
    ];
    expect(quoteOf(cart, rebate({ tiers })).best.totals.discountMinor).toBe(off);
  });
});

describe('quote: promotions', () => {
  const offer = { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'same' } as const;

  it.each([
    [1, 0],
    [2, 1000],
    [3, 1000],
    [4, 2000],
  ])('buy one get one free: %d units give %d', (quantity, off) => {
    const cart = newCart({ lines: [newLine({ lineId: 'l1', quantity })] });
    expect(quoteOf(cart, promotion({ offer })).best.totals.discountMinor).toBe(off);
  });

  it('adds a free item as a line of price zero and records its value', () => {
    const rule = promotion({
      threshold: { amountMinor: 500 },
      offer: { kind: 'freeItem', productId: 'mug', quantity: 2, unitValueMinor: 350 },
    });
    const { best } = quote(cartOf(500), [newCoupon(rule, { merchantId: '1' })], context);
    const gift = { couponId: '1', merchantId: '1', productId: 'mug', quantity: 2, unitValueMinor: 350 };
    expect(best.gifts).toEqual([gift]);
    expect(best.coupons[0]).toMatchObject({
      giftValueMinor: 700,
      discountMinor: 0,
      gifts: [gift],
      shares: [],
    });
    expect(best.totals).toMatchObject({ giftValueMinor: 700, payableMinor: 500 });
  });

  it('gives one free item when no quantity is said', () => {
    const rule = promotion({ offer: { kind: 'freeItem', productId: 'mug', unitValueMinor: 350 } });
    expect(quoteOf(cartOf(500), rule).best.gifts).toMatchObject([{ quantity: 1 }]);
  });

  it.each([
    [undefined, 490],
    [300, 300],
    [500, 490],
  ])('waives shipping of 4.90, capped at %s: %d', (capMinor, off) => {
    const cart = { ...cartOf(1000), shippingMinor: 490 };
    const { totals } = quoteOf(cart, promotion({ offer: { kind: 'freeShipping', capMinor } })).best;
    expect(totals).toEqual({
      grossMinor: 1000,
      discountMinor: 0,
      shippingMinor: 490,
      shippingDiscountMinor: off,
      giftValueMinor: 0,
      payableMinor: 1490 - off,
    });
  });
});

describe('quote: scope', () => {
  const line = (lineId: string, over: object) => newLine({ lineId, unitPriceMinor: 1000, ...over });
  const cart = newCart({
    lines: [
      line('l1', { merchantId: '1', productId: 'shirt', categoryIds: ['shirts', 'clothing'] }),
      line('l2', { merchantId: '1', productId: 'pen', categoryIds: ['stationery'] }),
      line('l3', { merchantId: '2', productId: 'sock', categoryIds: ['socks', 'clothing'] }),
    ],
  });
  const touched = (coupon: CandidateCoupon) =>
    quote(cart, [coupon], context).best.coupons.flatMap(({ shares }) => shares.map(({ lineId }) => lineId));
  const half = (terms: object) => discount({ percentBp: 5000, ...terms });

  it.each([
    ['storewide of the platform: all lines', null, {}, ['l1', 'l2', 'l3']],
    ["storewide of a merchant: that merchant's lines", '1', {}, ['l1', 'l2']],
    [
      'a category with its descendants',
      null,
      { scope: { kind: 'categories', categoryIds: ['clothing'] } },
      ['l1', 'l3'],
    ],
    ['a category of a merchant', '2', { scope: { kind: 'categories', categoryIds: ['clothing'] } }, ['l3']],
    ['listed products', null, { scope: { kind: 'products', productIds: ['pen', 'sock'] } }, ['l2', 'l3']],
    ['less excluded categories', null, { exclude: { categoryIds: ['socks'] } }, ['l1', 'l2']],
    ['less excluded products', null, { exclude: { productIds: ['shirt'] } }, ['l2', 'l3']],
    [
      'exclusions win over the scope',
      null,
      { scope: { kind: 'products', productIds: ['shirt', 'pen'] }, exclude: { categoryIds: ['clothing'] } },
      ['l2'],
    ],
  ])('%s', (_, merchantId, terms, expected) => {
    expect(touched(newCoupon(half(terms), { merchantId }))).toEqual(expected);
  });

  it('measures thresholds on the lines in scope only', () => {
    const rule = half({ threshold: { amountMinor: 2000 }, scope: { kind: 'products', productIds: ['pen'] } });
    expect(reasonsOf(quoteOf(cart, rule))).toEqual([
      {
        code: 'THRESHOLD_NOT_MET',
        requiredMinor: 2000,
        actualMinor: 1000,
        missingMinor: 1000,
        measured: 'beforeCoupons',
      },
    ]);
  });
});

describe('quote: reasons', () => {
  it('says by how much the amount is short', () => {
    const rule = rebate({ threshold: { amountMinor: 10_000 }, amountMinor: 2000 });
    expect(reasonsOf(quoteOf(cartOf(8750), rule))).toEqual([
      {
        code: 'THRESHOLD_NOT_MET',
        requiredMinor: 10_000,
        actualMinor: 8750,
        missingMinor: 1250,
        measured: 'beforeCoupons',
      },
    ]);
  });

  it('gives all reasons at once', () => {
    const rule = rebate({
      threshold: { amountMinor: 2000, quantity: 3 },
      amountMinor: 100,
      conditions: {
        firstOrder: true,
        userTags: { anyOf: ['vip'] },
        channels: ['app'],
        paymentMethods: ['card'],
        localTime: { timeZone: 'UTC', windows: [{ from: '18:00', until: '20:00' }] },
      },
    });
    const coupon = newCoupon(rule, { validFrom: NOON + DAY_MS, validUntil: NOON });
    expect(reasonsOf(quote(cartOf(1000), [coupon], context)).map(({ code }) => code)).toEqual([
      'NOT_YET_VALID',
      'EXPIRED',
      'NOT_FIRST_ORDER',
      'USER_TAGS_NOT_MET',
      'CHANNEL_NOT_ALLOWED',
      'PAYMENT_METHOD_NOT_CHOSEN',
      'OUTSIDE_LOCAL_TIME',
      'THRESHOLD_NOT_MET',
      'QUANTITY_NOT_MET',
    ]);
  });

  it.each([
    ['at the first instant', { validFrom: NOON }, []],
    ['one millisecond before', { validFrom: NOON + 1 }, [{ code: 'NOT_YET_VALID', validFrom: NOON + 1 }]],
    ['at the last instant', { validUntil: NOON + 1 }, []],
    ['when the time is up', { validUntil: NOON }, [{ code: 'EXPIRED', validUntil: NOON }]],
  ])('checks the window against now: %s', (_, window, expected) => {
    const coupon = newCoupon(rebate({ amountMinor: 100 }), window);
    expect(reasonsOf(quote(cartOf(1000), [coupon], context))).toEqual(expected);
  });

  it('says a foreign currency, and measures no amounts in it', () => {
    const rule = { ...rebate({ threshold: { amountMinor: 99_999 }, amountMinor: 100 }), currency: 'USD' };
    expect(reasonsOf(quoteOf(cartOf(1000), rule))).toEqual([
      { code: 'CURRENCY_MISMATCH', couponCurrency: 'USD', cartCurrency: 'EUR' },
    ]);
  });

  it('says that no line is in scope, and that the whole threshold is missing', () => {
    const rule = rebate({
      threshold: { amountMinor: 500 },
      amountMinor: 100,
      scope: { kind: 'products', productIds: ['x'] },
    });
    expect(reasonsOf(quoteOf(cartOf(1000), rule))).toEqual([
      { code: 'NO_LINE_IN_SCOPE' },
      {
        code: 'THRESHOLD_NOT_MET',
        requiredMinor: 500,
        actualMinor: 0,
        missingMinor: 500,
        measured: 'beforeCoupons',
      },
    ]);
  });

  it('names the lowest tier when none is reached, and the larger shortfall when both it and the threshold are', () => {
    const tiers = [
      { threshold: { amountMinor: 3000, quantity: 2 }, amountMinor: 100 },
      { threshold: { amountMinor: 9000 }, amountMinor: 500 },
    ];
    expect(
      reasonsOf(quoteOf(cartOf(1000), rebate({ tiers, threshold: { amountMinor: 2000, quantity: 4 } }))),
    ).toEqual([
      {
        code: 'THRESHOLD_NOT_MET',
        requiredMinor: 3000,
        actualMinor: 1000,
        missingMinor: 2000,
        measured: 'beforeCoupons',
      },
      { code: 'QUANTITY_NOT_MET', required: 4, actual: 1, missing: 3 },
    ]);
    expect(
      reasonsOf(
        quoteOf(cartOf(1000), discount({ tiers: [{ threshold: { amountMinor: 1500 }, percentBp: 1 }] })),
      ),
    ).toEqual([
      {
        code: 'THRESHOLD_NOT_MET',
        requiredMinor: 1500,
        actualMinor: 1000,
        missingMinor: 500,
        measured: 'beforeCoupons',
      },
    ]);
  });

  it('names the lowest tier where its quantity is further away than that of the threshold', () => {
    const tiers = [{ threshold: { quantity: 5 }, amountMinor: 100 }];
    expect(reasonsOf(quoteOf(cartOf(1000), rebate({ tiers, threshold: { quantity: 2 } })))).toEqual([
      { code: 'QUANTITY_NOT_MET', required: 5, actual: 1, missing: 4 },
    ]);
  });

  it('says that no line is in scope, and not also that nothing would be taken off', () => {
    const rule = rebate({ amountMinor: 100, scope: { kind: 'products', productIds: ['x'] } });
    expect(reasonsOf(quoteOf(cartOf(1000), rule))).toEqual([{ code: 'NO_LINE_IN_SCOPE' }]);
  });

  it('counts what a rebate per every X still needs as a threshold', () => {
    const rule = rebate({ amountMinor: 100, every: { amountMinor: 1200 } });
    expect(reasonsOf(quoteOf(cartOf(1000), rule))).toEqual([
      {
        code: 'THRESHOLD_NOT_MET',
        requiredMinor: 1200,
        actualMinor: 1000,
        missingMinor: 200,
        measured: 'beforeCoupons',
      },
    ]);
  });

  it('says that there is no shipping to waive', () => {
    expect(reasonsOf(quoteOf(cartOf(1000), promotion({ offer: { kind: 'freeShipping' } })))).toEqual([
      { code: 'NO_SHIPPING_TO_WAIVE' },
    ]);
  });

  it('says that a coupon would take nothing', () => {
    expect(reasonsOf(quoteOf(cartOf(9), discount({ percentBp: 1000 })))).toEqual([
      { code: 'CONTRIBUTES_NOTHING' },
    ]);
  });

  it('says what an eligible coupon is worth alone', () => {
    const result = quoteOf(cartOf(1000), rebate({ amountMinor: 300 }), discount({ percentBp: 1000 }));
    expect(result.verdicts).toEqual([
      { couponId: '1', eligible: true, aloneMinor: 300 },
      { couponId: '2', eligible: true, aloneMinor: 100 },
    ]);
  });
});

describe('quote: the best set', () => {
  it('takes one coupon per group, and groups combine', () => {
    const result = quoteOf(
      cartOf(10_000),
      rebate({ amountMinor: 500, ...inGroup('a') }, '1'),
      rebate({ amountMinor: 700, ...inGroup('a') }, '2'),
      rebate({ amountMinor: 100, ...inGroup('b') }, '3'),
    );
    expect(chosen(result)).toEqual(['2', '3']);
    expect(result.best.totals.discountMinor).toBe(800);
    expect(result).toMatchObject({ exact: true, maxGapMinor: 0 });
  });

  it('puts coupons that name no group into one', () => {
    expect(
      chosen(quoteOf(cartOf(10_000), rebate({ amountMinor: 500 }, '1'), rebate({ amountMinor: 700 }, '2'))),
    ).toEqual(['2']);
  });

  it.each([
    [1201, ['1']],
    [1199, ['2', '3']],
  ])('uses an exclusive coupon alone, and only where it is worth more: %d', (amountMinor, expected) => {
    const result = quoteOf(
      cartOf(10_000),
      rebate({ amountMinor, ...exclusive }, '1'),
      rebate({ amountMinor: 700, ...inGroup('a') }, '2'),
      rebate({ amountMinor: 500, ...inGroup('b') }, '3'),
    );
    expect(chosen(result)).toEqual(expected);
  });

  it('applies line offers, percentages, fixed amounts and shipping in this order', () => {
    const cart = newCart({ lines: [newLine({ lineId: 'l1', quantity: 4 })], shippingMinor: 500 });
    const result = quoteOf(
      cart,
      promotion({ offer: { kind: 'freeShipping' }, ...inGroup('s') }, '1'),
      rebate({ amountMinor: 100, ...inGroup('f') }, '2'),
      discount({ percentBp: 1000, ...inGroup('p') }, '3'),
      promotion(
        { offer: { kind: 'buyXGetY', buyQuantity: 3, getQuantity: 1, reward: 'same' }, ...inGroup('l') },
        '4',
      ),
    );
    expect(result.best.coupons.map(({ couponId, step }) => [couponId, step])).toEqual([
      ['4', 'lineOffer'],
      ['3', 'orderPercent'],
      ['2', 'orderFixed'],
      ['1', 'shipping'],
    ]);
    expect(result.best.coupons.map((c) => c.discountMinor + c.shippingDiscountMinor)).toEqual([
      1000, 300, 100, 500,
    ]);
    expect(result.best.totals.payableMinor).toBe(2600);
  });

  it('inside a step the higher priority goes first, then the lower rule id, then the earlier expiry', () => {
    const percent = (ruleId: string, group: string, priority?: number) =>
      discount({ percentBp: 1000, priority, ...inGroup(group) }, ruleId);
    const result = quoteOf(
      cartOf(10_000),
      percent('10', 'a'),
      percent('9', 'b'),
      percent('11', 'c', 5),
      percent('12', 'd', -1),
    );
    expect(chosen(result)).toEqual(['3', '2', '1', '4']);
  });

  it.each([
    [5, ['1', '2'], 2000],
    [3, ['1'], 1000],
  ])('a unit serves in one set only, over all coupons: of %d units %j take %d', (quantity, expected, off) => {
    const offer = {
      kind: 'buyXGetY',
      buyQuantity: 1,
      getQuantity: 1,
      reward: 'same',
      maxRepeats: 1,
    } as const;
    const cart = newCart({ lines: [newLine({ lineId: 'l1', quantity })] });
    const rules = ['a', 'b'].map((group, i) => promotion({ offer, ...inGroup(group) }, String(i + 1)));
    const result = quoteOf(cart, ...rules);
    expect(chosen(result)).toEqual(expected);
    expect(result.best.totals.discountMinor).toBe(off);
  });

  it('keeps a coupon out whose threshold after coupons is no longer met', () => {
    const result = quoteOf(
      cartOf(10_000),
      discount({ percentBp: 2000, ...inGroup('a') }, '1'),
      rebate(
        { amountMinor: 500, threshold: { amountMinor: 9000 }, thresholdOn: 'afterCoupons', ...inGroup('b') },
        '2',
      ),
    );
    expect(chosen(result)).toEqual(['1']);
  });

  it('uses it where the threshold counts original prices', () => {
    const result = quoteOf(
      cartOf(10_000),
      discount({ percentBp: 2000, ...inGroup('a') }, '1'),
      rebate({ amountMinor: 500, threshold: { amountMinor: 9000 }, ...inGroup('b') }, '2'),
    );
    expect(chosen(result)).toEqual(['1', '2']);
  });

  it('of two equal coupons uses the one that expires first, then the lower id', () => {
    const rule = rebate({ amountMinor: 500 });
    const coupon = (couponId: string, days: number) =>
      newCoupon(rule, { couponId, validUntil: NOON + days * DAY_MS });
    expect(chosen(quote(cartOf(1000), [coupon('1', 3), coupon('2', 2)], context))).toEqual(['2']);
    expect(chosen(quote(cartOf(1000), [coupon('10', 2), coupon('9', 2)], context))).toEqual(['9']);
  });

  it('on equal money prefers the set with the earliest expiry, and then fewer coupons', () => {
    const one = newCoupon(rebate({ amountMinor: 500, ...exclusive }, '1'), { couponId: '1' });
    const two = ['a', 'b'].map((group, i) =>
      newCoupon(rebate({ amountMinor: 250, ...inGroup(group) }, String(i + 2)), { couponId: String(i + 2) }),
    );
    const sooner = { ...two[0]!, validUntil: NOON + 1000 };
    expect(chosen(quote(cartOf(1000), [one, ...two], context))).toEqual(['1']);
    expect(chosen(quote(cartOf(1000), [one, sooner, two[1]!], context))).toEqual(['2', '3']);
  });

  it('never wastes a coupon that the others make superfluous, even one that expires first', () => {
    const free = rebate({ amountMinor: 5000, ...inGroup('a') }, '1');
    const soon = newCoupon(discount({ percentBp: 1000, ...inGroup('b') }, '2'), {
      couponId: '2',
      validUntil: NOON + 1,
    });
    expect(chosen(quote(cartOf(1000), [newCoupon(free), soon], context))).toEqual(['1']);
  });

  it('is empty, and totals are the cart’s, when no coupon helps', () => {
    const result = quote(cartOf(1000), [], context);
    expect(result.best).toMatchObject({
      coupons: [],
      explanation: [],
      gifts: [],
      totals: { payableMinor: 1000 },
    });
    expect(result.verdicts).toEqual([]);
  });
});

describe('quote: lines and input', () => {
  it('passes the tax mark of a line through untouched', () => {
    const lines = [
      newLine({ lineId: 'l1', taxMode: 'exclusive' }),
      newLine({ lineId: 'l2', taxMode: 'inclusive' }),
      newLine({ lineId: 'l3' }),
    ];
    expect(quoteOf(newCart({ lines }), rebate({ amountMinor: 300 })).best.lines).toStrictEqual([
      { lineId: 'l1', grossMinor: 1000, discountMinor: 100, payableMinor: 900, taxMode: 'exclusive' },
      { lineId: 'l2', grossMinor: 1000, discountMinor: 100, payableMinor: 900, taxMode: 'inclusive' },
      { lineId: 'l3', grossMinor: 1000, discountMinor: 100, payableMinor: 900 },
    ]);
  });

  it('prices an empty cart', () => {
    expect(quote(newCart({ lines: [] }), [], context).best.totals.payableMinor).toBe(0);
  });

  it.each([
    ['a fraction of a unit', { unitPriceMinor: 0.5 }],
    ['a negative price', { unitPriceMinor: -1 }],
    ['no quantity', { quantity: 0 }],
    ['a fractional quantity', { quantity: 1.5 }],
    ['an amount past 2^53', { unitPriceMinor: Number.MAX_SAFE_INTEGER, quantity: 2 }],
  ])('refuses a line with %s', (_, over) => {
    expect(() => quote(newCart({ lines: [newLine({ lineId: 'l1', ...over })] }), [], context)).toThrow(
      RangeError,
    );
  });

  it.each([
    ['line ids that repeat', newCart({ lines: [newLine({ lineId: 'l1' }), newLine({ lineId: 'l1' })] })],
    ['negative shipping', newCart({ shippingMinor: -1 })],
    ['a sum past 2^53', cartOf(Number.MAX_SAFE_INTEGER, 1)],
    ['a sum with shipping past 2^53', { ...cartOf(Number.MAX_SAFE_INTEGER), shippingMinor: 1 }],
    ['2,001 lines', cartOf(...Array.from({ length: 2001 }, () => 1))],
  ])('refuses a cart with %s', (_, cart) => {
    expect(() => quote(cart, [], context)).toThrow(RangeError);
  });

  it('takes 2,000 lines and 5,000 coupons, and refuses one more coupon', () => {
    const rule = rebate({ amountMinor: 1 });
    const coupons = Array.from({ length: 5001 }, (_, i) => newCoupon(rule, { couponId: String(i) }));
    const cart = cartOf(...Array.from({ length: 2000 }, () => 1));
    expect(chosen(quote(cart, coupons.slice(1), context))).toEqual(['1']);
    expect(() => quote(cart, coupons, context)).toThrow(RangeError);
  });
});
