import * as fc from 'fast-check';
import type {
  CandidateCoupon,
  Cart,
  CartLine,
  PricingContext,
} from '../../../src/modules/pricing/pricing.types';
import {
  type Rule,
  type RuleTermsContent,
  RuleType,
  type Threshold,
} from '../../../src/modules/pricing/terms/rule-content';
import { DAY_MS, NOON } from './pricing-builders';

/** Small worlds on purpose: few products, round and odd prices, few expiries, so that ties and overlaps are common. */

const MERCHANTS = ['1', '2'];
const CATEGORY_PATHS = [['c1'], ['c11', 'c1'], ['c2'], ['c21', 'c2'], []];

const product = fc.nat(7);
const price = fc.oneof(fc.constantFrom(0, 1, 100, 500, 1000, 2000), fc.integer({ min: 1, max: 3000 }));

/** Line ids 1, 4, 7, 10 …: their order as numbers is not that as text. A product has one merchant and one category. */
function lineArbitrary(index: number): fc.Arbitrary<CartLine> {
  return fc
    .record({
      lineId: fc.constant(String(3 * index + 1)),
      product,
      unitPriceMinor: price,
      quantity: fc.integer({ min: 1, max: 6 }),
    })
    .map(({ product: number, ...line }) => ({
      ...line,
      productId: `p${number}`,
      merchantId: MERCHANTS[number % 2]!,
      categoryIds: CATEGORY_PATHS[number % CATEGORY_PATHS.length]!,
    }));
}

export const cartArbitrary: fc.Arbitrary<Cart> = fc.integer({ min: 1, max: 7 }).chain((count) =>
  fc.record({
    currency: fc.constant('EUR'),
    lines: fc.tuple(...Array.from({ length: count }, (_, i) => lineArbitrary(i))),
    shippingMinor: fc.constantFrom(0, 490, 999),
  }),
);

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const thresholdArbitrary: fc.Arbitrary<Threshold> = fc.oneof(
  fc.record({ amountMinor: fc.integer({ min: 1, max: 9000 }) }),
  fc.record({ quantity: fc.integer({ min: 1, max: 10 }) }),
  fc.record({ amountMinor: fc.integer({ min: 1, max: 5000 }), quantity: fc.integer({ min: 1, max: 5 }) }),
);

const termsArbitrary: fc.Arbitrary<RuleTermsContent> = fc.record({
  threshold: fc.option(thresholdArbitrary, { nil: undefined, freq: 1 }),
  thresholdOn: fc.constantFrom('beforeCoupons', 'afterCoupons', undefined),
  scope: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    fc.record({
      kind: fc.constant('categories' as const),
      categoryIds: fc.subarray(['c1', 'c11', 'c2', 'c21'], { minLength: 1 }),
    }),
    fc.record({
      kind: fc.constant('products' as const),
      productIds: fc.subarray(['p0', 'p1', 'p2', 'p3', 'p4'], { minLength: 2 }),
    }),
  ),
  exclude: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({
        categoryIds: fc.subarray(['c11', 'c21']),
        productIds: fc.subarray(['p1', 'p5']),
      }),
    },
  ),
  stacking: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        mode: fc.constant('group' as const),
        group: fc.constantFrom('a', 'b', 'c', 'd'),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ mode: 'exclusive' as const }) },
  ),
  priority: fc.constantFrom(undefined, 0, 1),
});

const amount = fc.integer({ min: 1, max: 3000 });
const percentBp = fc.oneof(fc.constantFrom(1000, 2500, 5000, 10_000), fc.integer({ min: 1, max: 10_000 }));

const rebateBenefit = fc.oneof(
  fc.record({ amountMinor: amount }),
  fc.record({
    amountMinor: fc.integer({ min: 1, max: 300 }),
    every: fc.record({
      amountMinor: fc.integer({ min: 100, max: 2000 }),
      maxRepeats: optional(fc.integer({ min: 1, max: 5 })),
    }),
  }),
  fc.record({
    tiers: fc.array(fc.record({ threshold: thresholdArbitrary, amountMinor: amount }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);

const discountBenefit = fc.oneof(
  fc.record({ percentBp, capMinor: optional(amount) }),
  fc.record({
    tiers: fc.array(fc.record({ threshold: thresholdArbitrary, percentBp }), { minLength: 1, maxLength: 3 }),
    capMinor: optional(amount),
  }),
);

const setSizes = {
  kind: fc.constant('buyXGetY' as const),
  buyQuantity: fc.integer({ min: 1, max: 3 }),
  getQuantity: fc.integer({ min: 1, max: 2 }),
  percentBp: optional(percentBp),
  maxRepeats: optional(fc.integer({ min: 1, max: 3 })),
};
export const buyXGetYArbitrary = fc.oneof(
  fc.record({ ...setSizes, reward: fc.constantFrom('same' as const, 'cheapest' as const) }),
  fc.record({
    ...setSizes,
    reward: fc.constant('listed' as const),
    productIds: fc.subarray(['p0', 'p1', 'p2', 'p3'], { minLength: 1 }),
  }),
);

const promotionBenefit = fc.record({
  offer: fc.oneof(
    { weight: 3, arbitrary: buyXGetYArbitrary },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('freeItem' as const),
        productId: fc.constant('gift'),
        quantity: optional(fc.integer({ min: 1, max: 2 })),
        unitValueMinor: fc.integer({ min: 1, max: 800 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('freeShipping' as const), capMinor: optional(amount) }),
    },
  ),
});

/** Rules as they come out of a JSON column: without undefined members. */
function ruleArbitrary(ruleId: string): fc.Arbitrary<Rule> {
  const typed = fc.oneof(
    fc.tuple(fc.constant(RuleType.Rebate), rebateBenefit, termsArbitrary),
    fc.tuple(fc.constant(RuleType.Discount), discountBenefit, termsArbitrary),
    fc.tuple(fc.constant(RuleType.Promotion), promotionBenefit, termsArbitrary),
  );
  return typed.map(
    ([type, benefit, terms]) =>
      ({
        ruleId,
        currency: 'EUR',
        type,
        content: JSON.parse(JSON.stringify({ ...terms, ...benefit })),
      }) as Rule,
  );
}

const rulesArbitrary = fc
  .integer({ min: 1, max: 9 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => ruleArbitrary(String(i + 1)))));

/** Up to `maxCoupons` coupons over fewer rules, so that some share their terms; a few are outside their window. */
export function couponsArbitrary(maxCoupons: number): fc.Arbitrary<CandidateCoupon[]> {
  const coupon = fc.record({
    rule: fc.nat(8),
    merchantId: fc.constantFrom(null, null, '1', '2'),
    expiresInDays: fc.constantFrom(1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3, -1),
    startsInDays: fc.constantFrom(...Array.from({ length: 15 }, () => -2), 1),
  });
  return fc
    .tuple(rulesArbitrary, fc.array(coupon, { minLength: 1, maxLength: maxCoupons, size: 'max' }))
    .map(([rules, drawn]) =>
      drawn.map((draw, i) => ({
        couponId: String(i + 8),
        merchantId: draw.merchantId,
        rule: rules[draw.rule % rules.length]!,
        validFrom: NOON + draw.startsInDays * DAY_MS,
        validUntil: NOON + draw.expiresInDays * DAY_MS,
      })),
    );
}

/** What a marketplace draws by chance, in the sizes that are asked for; the same for the same seed. */
export interface MarketplaceSize {
  readonly seed: number;
  readonly lineCount: number;
  readonly couponCount: number;
  readonly groupCount: number;
}

/** Carts and wallets too large for brute force: rebates, percentages and line offers on categories that overlap. */
export const marketplaceArbitrary = (largest: Omit<MarketplaceSize, 'seed'>): fc.Arbitrary<Marketplace> =>
  fc
    .record({
      seed: fc.integer({ min: 1, max: 2_147_483_646 }),
      lineCount: fc.integer({ min: 10, max: largest.lineCount }),
      couponCount: fc.integer({ min: 10, max: largest.couponCount }),
      groupCount: fc.integer({ min: 2, max: largest.groupCount }),
    })
    .map(drawMarketplace);

export interface Marketplace {
  readonly cart: Cart;
  readonly coupons: readonly CandidateCoupon[];
}

export function drawMarketplace({ seed, lineCount, couponCount, groupCount }: MarketplaceSize): Marketplace {
  let state = seed;
  const int = (min: number, max: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return min + (state % (max - min + 1));
  };
  const lines = Array.from({ length: lineCount }, (_, i) => ({
    lineId: String(i + 1),
    productId: `p${i + 1}`,
    merchantId: '1',
    categoryIds: [`c${int(0, 19)}`],
    unitPriceMinor: int(100, 20_000),
    quantity: int(1, 5),
  }));
  const coupons = Array.from({ length: couponCount }, (_, i) => ({
    couponId: String(i + 1),
    merchantId: int(0, 1) === 0 ? null : '1',
    rule: drawMarketplaceRule(String(i + 1), groupCount, int),
    validFrom: NOON - DAY_MS,
    validUntil: NOON + int(1, 9) * DAY_MS,
  }));
  return { cart: { currency: 'EUR', lines, shippingMinor: 500 }, coupons };
}

function drawMarketplaceRule(
  ruleId: string,
  groupCount: number,
  int: (min: number, max: number) => number,
): Rule {
  const terms: RuleTermsContent = {
    stacking: { mode: 'group', group: `g${int(1, groupCount)}` },
    ...(int(0, 4) > 0 && {
      scope: { kind: 'categories', categoryIds: [`c${int(0, 19)}`, `c${int(0, 19)}`] },
    }),
    ...(int(0, 4) === 0 && { threshold: { amountMinor: int(1, 300) * 100 }, thresholdOn: 'afterCoupons' }),
  };
  const head = { ruleId, currency: 'EUR' };
  switch (int(0, 2)) {
    case 0:
      return { ...head, type: RuleType.Rebate, content: { ...terms, amountMinor: int(500, 5000) } };
    case 1:
      return { ...head, type: RuleType.Discount, content: { ...terms, percentBp: int(200, 4000) } };
    default: {
      const reward = int(0, 1) === 0 ? 'same' : 'cheapest';
      const offer = { kind: 'buyXGetY', buyQuantity: int(1, 3), getQuantity: 1, reward } as const;
      return { ...head, type: RuleType.Promotion, content: { ...terms, offer } };
    }
  }
}

export const contextArbitrary: fc.Arbitrary<PricingContext> = fc.record({
  now: fc.constant(NOON),
  firstOrder: fc.boolean(),
  userTags: fc.subarray(['vip', 'staff']),
  channel: fc.constantFrom(null, 'web', 'app'),
  paymentMethod: fc.constantFrom(null, 'card'),
});
