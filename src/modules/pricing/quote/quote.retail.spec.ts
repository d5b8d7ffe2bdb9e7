import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import {
  discount,
  inGroup,
  newCart,
  newContext,
  newCoupon,
  promotion,
  rebate,
} from '../../../../test/support/pricing/pricing-builders';
import {
  applyByOracle,
  inOrderOfApplication,
  startState,
} from '../../../../test/support/pricing/pricing-oracle';
import type { CandidateCoupon, Cart } from '../pricing.types';
import type { Rule } from '../terms/rule-content';
import { priceWith } from './price-with';
import { quote } from './quote';

/** Real invoices (UCI "Online Retail", Daqing Chen, doi 10.24432/C5BW33, CC BY 4.0) where the file is at hand. */
const paths = [
  process.env.RETAIL_CSV ?? '',
  ...['..', '../..'].map((up) => join(process.cwd(), up, 'shared', 'data', 'online-retail-10k.csv')),
];
const path = paths.find((candidate) => candidate !== '' && existsSync(candidate));

if (path === undefined) {
  process.stdout.write(
    'real invoices: skipped, online-retail-10k.csv is not at hand (RETAIL_CSV names another place)\n',
  );
}

/** Sales only: returns (a leading C), adjustments and lines without a price are no carts. Columns by position. */
function readInvoices(file: string): Cart[] {
  const rows: string[][] = parse(readFileSync(file), {
    from_line: 2,
    relax_quotes: true,
    relax_column_count: true,
  });
  const invoices = new Map<string, Cart['lines'][number][]>();
  for (const [invoice, stockCode, , quantity, , price] of rows) {
    const unitPriceMinor = Math.round(Number(price) * 100);
    if (!invoice!.startsWith('C') && Number(quantity) > 0 && unitPriceMinor > 0) {
      const lines = invoices.get(invoice!) ?? [];
      invoices.set(invoice!, lines);
      lines.push({
        lineId: String(lines.length + 1),
        productId: stockCode!,
        merchantId: stockCode!.charCodeAt(0) % 2 === 0 ? '1' : '2',
        categoryIds: [stockCode!.slice(0, 2), stockCode!.slice(0, 1)],
        unitPriceMinor,
        quantity: Number(quantity),
      });
    }
  }
  return [...invoices.values()].map((lines) => newCart({ currency: 'GBP', lines, shippingMinor: 395 }));
}

const offer = (over: object) => ({ kind: 'buyXGetY', buyQuantity: 2, getQuantity: 1, ...over }) as never;
const ladder = [1, 2, 3].map((n) => ({
  threshold: { amountMinor: n * 10_000 },
  amountMinor: n * 777,
  percentBp: n * 333,
}));
const rules: [string, string | null, Rule][] = [
  ['a fixed rebate', null, rebate({ amountMinor: 1999 })],
  ['a rebate from 100.00 on', null, rebate({ threshold: { amountMinor: 10_000 }, amountMinor: 2000 })],
  ['a rebate from 100 units on', null, rebate({ threshold: { quantity: 100 }, amountMinor: 3333 })],
  ['a rebate per every 30.00', null, rebate({ amountMinor: 101, every: { amountMinor: 3000 } })],
  ['… at most 7 times', null, rebate({ amountMinor: 101, every: { amountMinor: 3000, maxRepeats: 7 } })],
  ['a ladder of rebates', null, rebate({ tiers: ladder })],
  ['a rebate of one merchant', '1', rebate({ amountMinor: 997 })],
  [
    'a rebate on a category',
    null,
    rebate({ amountMinor: 997, scope: { kind: 'categories', categoryIds: ['2'] } }),
  ],
  ['12.34 %', null, discount({ percentBp: 1234 })],
  ['12.34 %, capped', null, discount({ percentBp: 1234, capMinor: 2345 })],
  ['a ladder of percentages', null, discount({ tiers: ladder, capMinor: 9999 })],
  ['33.33 % of one merchant', '2', discount({ percentBp: 3333 })],
  [
    '33.33 % on a sub-category',
    null,
    discount({ percentBp: 3333, scope: { kind: 'categories', categoryIds: ['22'] } }),
  ],
  ['99.99 % but for a category', null, discount({ percentBp: 9999, exclude: { categoryIds: ['8'] } })],
  ['buy 2 get 1, same product', null, promotion({ offer: offer({ reward: 'same' }) })],
  ['buy 2 get 1, the cheapest', null, promotion({ offer: offer({ reward: 'cheapest' }) })],
  [
    'buy 2 get the cheapest at half price, 3 times',
    null,
    promotion({ offer: offer({ reward: 'cheapest', percentBp: 5000, maxRepeats: 3 }) }),
  ],
  [
    'buy 2 get a listed product',
    null,
    promotion({ offer: offer({ reward: 'listed', productIds: ['85123A', '22423', '71053'] }) }),
  ],
  [
    'a free item',
    null,
    promotion({
      offer: { kind: 'freeItem', productId: 'mug', unitValueMinor: 450 },
      threshold: { amountMinor: 5000 },
    }),
  ],
  ['free shipping', null, promotion({ offer: { kind: 'freeShipping', capMinor: 350 } })],
];

const coupons: CandidateCoupon[] = rules.map(([, merchantId, rule], i) => ({
  ...newCoupon({
    ...rule,
    ruleId: String(i + 1),
    currency: 'GBP',
    content: { ...rule.content, ...inGroup(`g${i % 4}`) },
  } as Rule),
  couponId: String(i + 1),
  merchantId,
}));

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

(path === undefined ? describe.skip : describe)('quote on real invoices', () => {
  const invoices = path === undefined ? [] : readInvoices(path);
  const context = newContext();

  it('reads several hundred of them', () => {
    expect(invoices.length).toBeGreaterThan(300);
  });

  it.each(rules.map(([title], i) => [title, coupons[i]!] as const))(
    '%s: every line and total holds',
    (_, coupon) => {
      let used = 0;
      for (const cart of invoices) {
        const { best, exact } = quote(cart, [coupon], context);
        const expected = applyByOracle(cart, coupon, startState(cart));
        const [applied] = best.coupons;
        used += best.coupons.length;
        expect(exact).toBe(true);
        expect(
          best.totals.discountMinor + best.totals.shippingDiscountMinor + best.totals.giftValueMinor,
        ).toBe(expected.worth);
        expect(new Map(applied?.shares.map((share) => [share.lineId, share.amountMinor]))).toEqual(
          expected.shares,
        );
        expect(sum(best.lines.map((line) => line.discountMinor))).toBe(best.totals.discountMinor);
        expect(
          best.lines.every((line) => line.payableMinor >= 0 && line.payableMinor <= line.grossMinor),
        ).toBe(true);
      }
      expect(used).toBeGreaterThan(0);
    },
  );

  it('the best set of all twenty replays line by line, and prices to itself', () => {
    for (const cart of invoices) {
      const { best, exact } = quote(cart, coupons, context);
      const chosen = best.coupons.map(({ couponId }) => coupons[Number(couponId) - 1]!);
      const state = startState(cart);
      const steps = inOrderOfApplication(chosen).map((coupon) => applyByOracle(cart, coupon, state));
      expect(exact).toBe(true);
      expect(steps.map(({ couponId }) => couponId)).toEqual(best.coupons.map(({ couponId }) => couponId));
      expect(best.lines.map((line) => line.payableMinor)).toEqual(
        cart.lines.map(({ lineId }) => state.left.get(lineId)),
      );
      expect(priceWith(cart, chosen, context)).toEqual({ outcome: 'priced', priced: best });
    }
  });
});
