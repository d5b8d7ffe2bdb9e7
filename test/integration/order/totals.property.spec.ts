import * as fc from 'fast-check';
import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, findViolations, newOffer, newProducts } from '../../support/checkout';
import { newShopper } from '../../support/shopper';

// Long runs take minutes, and a busy machine is slow.
jest.setTimeout(30 * 60_000);

const SEED = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);

let api: TestApi;
let productIds: string[];
let batchIds: string[];

beforeAll(async () => {
  api = await startApi();
  const prices = [0, 1, 7, 99, 333, 1_250, 10_001, 999_999];
  productIds = Object.values(
    await newProducts(
      api,
      prices.map((priceMinor, at) => ({ sku: `P${at}`, priceMinor, category: at % 2 ? 'A / B' : 'A' })),
    ),
  );
  const stack = (group: string) => ({ stacking: { mode: 'group', group } });
  const offers = [
    { content: { amountMinor: 333, ...stack('a') } },
    { content: { threshold: { amountMinor: 1_000 }, amountMinor: 777, ...stack('a') } },
    { type: 1, content: { percentBp: 3_333, ...stack('b') } },
    { type: 1, content: { percentBp: 10_000, capMinor: 501, ...stack('c') } },
    {
      type: 2,
      content: {
        offer: { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'cheapest' },
        ...stack('d'),
      },
    },
    { content: { amountMinor: 100_000_000, stacking: { mode: 'exclusive' } } },
  ];
  batchIds = [];
  for (const offer of offers) batchIds.push(await newOffer(api.database, offer));
});
afterAll(() => api.stop());

const carts = fc.record({
  items: fc.array(fc.record({ product: fc.nat(7), quantity: fc.integer({ min: 1, max: 50 }) }), {
    minLength: 1,
    maxLength: 8,
  }),
  offers: fc.uniqueArray(fc.nat(5), { maxLength: 4 }),
  end: fc.constantFrom('pay', 'cancel', 'leave'),
});

interface Money {
  amountMinor: number;
}
interface Line {
  quantity: number;
  unitPrice: Money;
  gross: Money;
  discount: Money;
  payable: Money;
}
const sum = (lines: Line[], field: 'gross' | 'discount' | 'payable') =>
  lines.reduce((total, line) => total + line[field].amountMinor, 0);

test(`every order adds up: total = lines − discounts, nothing below zero (PROPERTY_SEED=${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(carts, async ({ items, offers, end }) => {
      const shopper = newShopper(api);
      for (const at of offers) await claimCoupon(api, batchIds[at]!, shopper.userId);
      const cart = items.map(({ product, quantity }) => ({ productId: productIds[product]!, quantity }));
      const { best } = (await shopper.call('POST', '/v1/checkout/quotes', { items: cart })).body;
      const created = await shopper.order({
        items: cart,
        couponIds: best.couponIds,
        expectedTotal: best.totals.payable,
      });
      expect(created.status).toBe(201);
      const { lines, totals, coupons, orderId, status } = created.body;
      expect(
        lines.every((line: Line) => line.gross.amountMinor === line.unitPrice.amountMinor * line.quantity),
      ).toBe(true);
      expect(
        lines.every((line: Line) => Math.min(line.payable.amountMinor, line.discount.amountMinor) >= 0),
      ).toBe(true);
      expect(totals.payable.amountMinor).toBe(sum(lines, 'gross') - sum(lines, 'discount'));
      expect(totals.payable.amountMinor).toBe(sum(lines, 'payable'));
      const perCoupon = coupons.map((coupon: { discount: Money }) => coupon.discount.amountMinor);
      expect(perCoupon.every((amount: number) => amount > 0)).toBe(true);
      expect(perCoupon.reduce((a: number, b: number) => a + b, 0)).toBe(totals.discount.amountMinor);
      if (status === 'awaiting_payment' && end === 'pay') await shopper.pay(orderId);
      if (status === 'awaiting_payment' && end === 'cancel') await shopper.cancel(orderId);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(await findViolations(api.database)).toEqual([]);
});
