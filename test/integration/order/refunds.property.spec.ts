import * as fc from 'fast-check';
import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, findViolations, newOffer, newProducts } from '../../support/checkout';
import { newShopper } from '../../support/shopper';
import { platformToken } from '../../support/tokens';

// Long runs take minutes.
jest.setTimeout(30 * 60_000);

const SEED = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);

let api: TestApi;
let productIds: string[];
let batchIds: string[];

const PRICES = [0, 1, 7, 99, 333, 1_250, 10_001, 999_999];

beforeAll(async () => {
  api = await startApi();
  // Two merchants, so that shares of platform coupons fall on both.
  const products = (merchantId: string, from: number) =>
    newProducts(
      api,
      PRICES.map((priceMinor, at) => ({
        sku: `P${from + at}`,
        priceMinor,
        category: at % 2 ? 'A / B' : 'A',
      })),
      merchantId,
    );
  const own = Object.values(await products('7', 0));
  productIds = [...own, ...Object.values(await products('8', 8))];
  await api.call('PUT', '/v1/shipping-rates/standard', {
    token: platformToken(),
    body: { price: { amountMinor: 499, currency: 'USD' } },
  });
  const stack = (group: string) => ({ stacking: { mode: 'group', group } });
  const budget = { budgetMinor: 1_000_000_000 };
  const offers: Parameters<typeof newOffer>[1][] = [
    { content: { amountMinor: 333, ...stack('a') }, ...budget },
    {
      merchantId: null,
      content: { threshold: { amountMinor: 1_000 }, amountMinor: 777, refund: 'retest', ...stack('a') },
      merchantShareBp: 3_333,
      restore: 'if_valid',
      ...budget,
    },
    { merchantId: null, type: 1, content: { percentBp: 3_333, ...stack('b') }, merchantShareBp: 7_777 },
    {
      type: 1,
      content: {
        percentBp: 5_000,
        capMinor: 501,
        threshold: { quantity: 3 },
        refund: 'retest',
        ...stack('c'),
      },
      merchantShareBp: 1,
      ...budget,
    },
    {
      type: 2,
      content: {
        offer: { kind: 'buyXGetY', buyQuantity: 1, getQuantity: 1, reward: 'cheapest' },
        ...stack('d'),
      },
      restore: 'extended',
      restoreDays: 3,
    },
    {
      type: 2,
      content: {
        offer: { kind: 'buyXGetY', buyQuantity: 2, getQuantity: 1, reward: 'cheapest', percentBp: 5_000 },
        refund: 'retest',
        ...stack('e'),
      },
      ...budget,
    },
    {
      type: 2,
      content: {
        offer: { kind: 'freeItem', productId: own[3], unitValueMinor: 99, quantity: 2 },
        threshold: { amountMinor: 2_000 },
        ...stack('f'),
      },
      merchantShareBp: 5_000,
      ...budget,
    },
    {
      merchantId: null,
      type: 2,
      content: { offer: { kind: 'freeShipping' }, ...stack('g') },
      restore: 'if_valid',
    },
  ];
  batchIds = [];
  for (const offer of offers) batchIds.push(await newOffer(api.database, offer));
});
afterAll(() => api.stop());

const purchases = fc.record({
  items: fc.uniqueArray(
    fc.record({
      product: fc.nat(15),
      quantity: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 })),
    }),
    { minLength: 1, maxLength: 5, selector: ({ product }) => product },
  ),
  offers: fc.uniqueArray(fc.nat(7), { maxLength: 6 }),
  shipping: fc.boolean(),
  refunds: fc.array(
    fc.record({
      units: fc.array(fc.record({ line: fc.nat(), part: fc.nat(100) }), { minLength: 1, maxLength: 3 }),
      shipping: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  whole: fc.boolean(),
});

interface Line {
  lineNo: number;
  quantity: number;
}

/** Units that are left, some of them asked back: sometimes a line whole, sometimes nothing of it. */
function linesFor(lines: Line[], left: Map<number, number>, units: { line: number; part: number }[]): Line[] {
  const asked = new Map<number, number>();
  for (const { line, part } of units) {
    const { lineNo } = lines[line % lines.length]!;
    asked.set(lineNo, Math.ceil((left.get(lineNo)! * part) / 100));
  }
  return Array.from(asked, ([lineNo, quantity]) => ({ lineNo, quantity })).filter(
    ({ quantity }) => quantity > 0,
  );
}

test(`money, coupons, budgets and ledger agree after any refunds (PROPERTY_SEED=${SEED})`, async () => {
  let refunds = 0;
  let applied = 0;
  await fc.assert(
    fc.asyncProperty(purchases, async (purchase) => {
      const shopper = newShopper(api);
      for (const at of purchase.offers) await claimCoupon(api, batchIds[at]!, shopper.userId);
      const items = purchase.items.map(({ product, quantity }) => ({
        productId: productIds[product],
        quantity,
      }));
      const basket = { items, ...(purchase.shipping ? { shippingCode: 'standard' } : {}) };
      const { best } = (await shopper.call('POST', '/v1/checkout/quotes', basket)).body;
      const created = await shopper.order({ ...basket, couponIds: best.couponIds });
      expect(created.status).toBe(201);
      const { orderId, lines, status, totals } = created.body;
      if (status === 'awaiting_payment') expect((await shopper.pay(orderId)).status).toBe(201);
      applied += best.couponIds.length;
      const left = new Map<number, number>(lines.map((line: Line) => [line.lineNo, line.quantity]));
      const refund = (body: object) =>
        api.call('POST', `/v1/orders/${orderId}/refunds`, { token: platformToken(), body });
      let backMinor = 0;
      for (const { units, shipping } of purchase.refunds) {
        const asked = linesFor(lines, left, units);
        if (asked.length === 0) continue;
        const { status: code, body } = await refund({ lines: asked, shipping });
        expect({ code, problem: body.code }).toEqual({ code: 201, problem: undefined });
        for (const { lineNo, quantity } of asked) left.set(lineNo, left.get(lineNo)! - quantity);
        backMinor += body.amount.amountMinor;
        expect(backMinor).toBeLessThanOrEqual(totals.payable.amountMinor);
        refunds++;
      }
      if (!purchase.whole) return;
      const rest = await refund({ whole: true });
      expect([201, 409]).toContain(rest.status);
      if (rest.status === 201) backMinor += rest.body.amount.amountMinor;
      expect(backMinor).toBe(totals.payable.amountMinor);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(await findViolations(api.database)).toEqual([]);
  // A run that refunds nothing or uses no coupons would prove nothing.
  expect(Math.min(refunds, applied)).toBeGreaterThan(RUNS / 4);
});
