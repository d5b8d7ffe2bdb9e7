/** Carts and coupons for the pricing bench: like a large marketplace's, all drawn from one seed. */

const NOW = Date.UTC(2026, 10, 24, 12);
const DAY_MS = 86_400_000;
const GROUPS = ['shop', 'platform', 'category', 'payment', 'delivery'];
const MERCHANTS = ['1', '2', '3'];
const DEPARTMENTS = 6;
const CATEGORIES = 24;

/** mulberry32, public domain by Tommy Ettinger: small, fast and good enough to draw carts with. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min, max) => min + Math.floor(next() * (max - min + 1));
  return { next, int, pick: (list) => list[int(0, list.length - 1)], chance: (p) => next() < p };
}

export const context = {
  now: NOW,
  firstOrder: false,
  userTags: ['member'],
  channel: 'app',
  paymentMethod: 'card',
};

export function drawCart(random, lineCount) {
  const lines = Array.from({ length: lineCount }, (_, i) => {
    const category = random.int(1, CATEGORIES);
    return {
      lineId: String(i + 1),
      productId: String(random.int(1, 120)),
      merchantId: random.pick(MERCHANTS),
      categoryIds: [`c${category}`, `d${category % DEPARTMENTS}`],
      unitPriceMinor: random.int(1, 60) * 100 - random.pick([0, 1, 5, 10, 50]),
      quantity: random.pick([1, 1, 1, 2, 2, 3, 6]),
    };
  });
  return { currency: 'EUR', lines, shippingMinor: random.pick([490, 690, 990]) };
}

function drawScope(random, group) {
  const kind =
    group === 'category' ? 'categories' : random.pick(['storewide', 'storewide', 'categories', 'products']);
  switch (kind) {
    case 'categories': {
      const categoryIds = random.chance(0.5)
        ? [`d${random.int(0, DEPARTMENTS - 1)}`]
        : Array.from({ length: 3 }, () => `c${random.int(1, CATEGORIES)}`);
      return { kind, categoryIds };
    }
    case 'products':
      return { kind, productIds: Array.from({ length: 25 }, () => String(random.int(1, 120))) };
    default:
      return { kind };
  }
}

function drawBenefit(random, group) {
  const kinds =
    group === 'delivery'
      ? ['freeShipping', 'freeItem', 'freeShipping', 'rebate']
      : ['rebate', 'rebate', 'every', 'ladder', 'percent', 'percent', 'percentLadder', 'buyXGetY'];
  const tier = (over) => [1, 2, 3].map((n) => ({ threshold: { amountMinor: n * 5000 }, ...over(n) }));
  switch (random.pick(kinds)) {
    case 'rebate':
      return [0, { amountMinor: random.int(2, 60) * 50 }];
    case 'every':
      return [
        0,
        { amountMinor: random.int(2, 12) * 50, every: { amountMinor: 5000, maxRepeats: random.int(2, 6) } },
      ];
    case 'ladder': {
      const step = random.int(2, 16) * 50;
      return [0, { tiers: tier((n) => ({ amountMinor: n * step })) }];
    }
    case 'percent':
      return [
        1,
        {
          percentBp: random.int(2, 30) * 100,
          ...(random.chance(0.6) && { capMinor: random.int(5, 60) * 100 }),
        },
      ];
    case 'percentLadder': {
      const step = random.int(1, 6) * 100;
      return [1, { tiers: tier((n) => ({ percentBp: n * step })), capMinor: random.int(10, 60) * 100 }];
    }
    case 'freeShipping':
      return [
        2,
        { offer: { kind: 'freeShipping', ...(random.chance(0.5) && { capMinor: random.int(2, 9) * 100 }) } },
      ];
    case 'freeItem':
      return [2, { offer: { kind: 'freeItem', productId: '900', unitValueMinor: random.int(2, 12) * 100 } }];
    default: {
      const reward = random.pick(['same', 'cheapest']);
      return [
        2,
        { offer: { kind: 'buyXGetY', buyQuantity: random.int(1, 3), getQuantity: 1, reward, maxRepeats: 2 } },
      ];
    }
  }
}

export function drawRule(random, ruleId) {
  const group = GROUPS[ruleId % GROUPS.length];
  const [type, benefit] = drawBenefit(random, group);
  const content = {
    ...(random.chance(0.7) && { threshold: { amountMinor: random.int(1, 30) * 1000 } }),
    thresholdOn: random.chance(0.3) ? 'afterCoupons' : 'beforeCoupons',
    scope: drawScope(random, group),
    ...(random.chance(0.15) && { exclude: { categoryIds: [`c${random.int(1, CATEGORIES)}`] } }),
    ...(random.chance(0.1) && { conditions: { userTags: { anyOf: [random.pick(['member', 'vip'])] } } }),
    stacking: random.chance(0.04) ? { mode: 'exclusive' } : { mode: 'group', group },
    priority: random.int(0, 2),
    ...benefit,
  };
  const merchantId = group === 'shop' ? random.pick(MERCHANTS) : null;
  return { merchantId, rule: { ruleId: String(ruleId), currency: 'EUR', type, content } };
}

/** A buyer's wallet: `couponCount` coupons over `ruleCount` rules, each rule at least once where there is room. */
export function drawCoupons(random, couponCount, ruleCount) {
  const rules = Array.from({ length: ruleCount }, (_, i) => drawRule(random, i + 1));
  return Array.from({ length: couponCount }, (_, i) => ({
    couponId: String(i + 1),
    ...(i < ruleCount ? rules[i] : random.pick(rules)),
    validFrom: NOW - 10 * DAY_MS,
    validUntil: NOW + random.int(1, 30) * DAY_MS,
  }));
}

/**
 * A marketplace at its largest: many groups whose coupons overlap on lines and categories, no two rules alike.
 *
 * @returns {{cart: object, coupons: object[]}}
 */
export function drawMarketplace(random, { lines: lineCount, coupons: couponCount, groups }) {
  const lines = Array.from({ length: lineCount }, (_, i) => ({
    lineId: String(i + 1),
    productId: String(random.int(1, lineCount)),
    merchantId: random.pick(MERCHANTS),
    categoryIds: [`c${random.int(1, 20)}`, `d${random.int(1, 5)}`],
    unitPriceMinor: random.int(100, 20_000),
    quantity: random.int(1, 4),
  }));
  const coupons = Array.from({ length: couponCount }, (_, i) => ({
    couponId: String(i + 1),
    ...drawMarketplaceRule(random, String(i + 1), lineCount, groups),
    validFrom: NOW - DAY_MS,
    validUntil: NOW + random.int(1, 30) * DAY_MS,
  }));
  return { cart: { currency: 'EUR', lines, shippingMinor: 490 }, coupons };
}

function drawMarketplaceRule(random, ruleId, lineCount, groups) {
  const category = () => `c${random.int(1, 20)}`;
  const scopes = {
    storewide: () => ({ kind: 'storewide' }),
    categories: () => ({ kind: 'categories', categoryIds: [category(), category()] }),
    department: () => ({ kind: 'categories', categoryIds: [`d${random.int(1, 5)}`] }),
    products: () => ({
      kind: 'products',
      productIds: Array.from({ length: 20 }, () => String(random.int(1, lineCount))),
    }),
  };
  const tiers = () =>
    [1, 2, 3].map((n) => ({
      threshold: { amountMinor: n * 20_000 },
      amountMinor: n * random.int(500, 4000),
    }));
  const offer = () => ({
    kind: 'buyXGetY',
    buyQuantity: random.int(1, 3),
    getQuantity: 1,
    reward: random.pick(['same', 'cheapest']),
    ...(random.chance(0.6) && { maxRepeats: random.int(1, 4) }),
  });
  const benefits = [
    () => [0, { amountMinor: random.int(500, 20_000) }],
    () => [0, { tiers: tiers() }],
    () => [1, { percentBp: random.int(200, 3000) }],
    () => [1, { percentBp: random.int(500, 5000), capMinor: random.int(500, 30_000) }],
    () => [2, { offer: offer() }],
  ];
  const [type, benefit] = random.pick(benefits)();
  const content = {
    scope: scopes[random.pick(['storewide', 'categories', 'categories', 'department', 'products'])](),
    ...(random.chance(0.5) && { threshold: { amountMinor: random.int(1, 50) * 1000 } }),
    thresholdOn: random.chance(0.3) ? 'afterCoupons' : 'beforeCoupons',
    stacking: { mode: 'group', group: `g${random.int(1, groups)}` },
    priority: random.int(0, 2),
    ...benefit,
  };
  const merchantId = random.chance(0.5) ? null : random.pick(MERCHANTS);
  return { merchantId, rule: { ruleId, currency: 'EUR', type, content } };
}
