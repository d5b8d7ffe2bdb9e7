import { CloseOrders } from '../../../src/modules/order/application/close-orders';
import { startApi, type TestApi } from '../../support/api';
import { createBatch, createRule, newRule, publishBatch } from '../../support/batches';
import {
  budgetFacts,
  claimCoupon,
  couponFacts,
  deliverSandboxCallbacks,
  findViolations,
  newOffer,
  newProducts,
} from '../../support/checkout';
import { countCodes, newShopper, type Shopper } from '../../support/shopper';
import { merchantToken, platformToken } from '../../support/tokens';
import { until } from '../../support/until';

let api: TestApi;
let mug: { productId: string; quantity: number }[];
let shopper: Shopper;

beforeAll(async () => {
  api = await startApi();
  mug = [{ productId: (await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }])).MUG!, quantity: 1 }];
});
beforeEach(() => {
  shopper = newShopper(api);
});
afterEach(async () => expect(await findViolations(api.database)).toEqual([]));
afterAll(() => api.stop());

/** Every coupon of these offers takes 2.00 off. */
const offerOf = (budgetMinor: number) => newOffer(api.database, { budgetMinor });
const facts = (batchId: string) => budgetFacts(api.database, batchId);

async function placeOrder(batchId: string, by = shopper): Promise<{ orderId: string; couponId: string }> {
  const couponId = await claimCoupon(api, batchId, by.userId);
  const { status, body } = await by.order({ items: mug, couponIds: [couponId] });
  expect(status).toBe(201);
  return { orderId: body.orderId, couponId };
}

test('an order reserves of the budget what its coupon gives away, its payment spends it', async () => {
  const batchId = await offerOf(1_000);
  const { orderId } = await placeOrder(batchId);
  expect(await facts(batchId)).toEqual({ total: 1_000, reserved: 200, spent: 0 });
  await shopper.pay(orderId);
  expect(await facts(batchId)).toEqual({ total: 1_000, reserved: 0, spent: 200 });
});

test('an order of zero spends at once', async () => {
  const batchId = await newOffer(api.database, { content: { amountMinor: 1_250 }, budgetMinor: 1_250 });
  await placeOrder(batchId);
  expect(await facts(batchId)).toEqual({ total: 1_250, reserved: 0, spent: 1_250 });
});

test('cancelling and the time-out give the reservation back', async () => {
  const batchId = await offerOf(1_000);
  const first = await placeOrder(batchId);
  await shopper.cancel(first.orderId);
  expect(await facts(batchId)).toEqual({ total: 1_000, reserved: 0, spent: 0 });
  const second = await placeOrder(batchId);
  const past = new Date(Date.now() - 1_000);
  await api.database.change('UPDATE orders SET expires_at = ? WHERE order_id = ?', [past, second.orderId]);
  await api.app.get(CloseOrders).timeOutDue();
  expect(await facts(batchId)).toEqual({ total: 1_000, reserved: 0, spent: 0 });
});

test('a budget that has less left than the coupon gives away refuses it with the figures, in the quote as well', async () => {
  const batchId = await offerOf(350);
  await placeOrder(batchId);
  const other = newShopper(api);
  const couponId = await claimCoupon(api, batchId, other.userId);
  const reasons = [{ code: 'BUDGET_EXHAUSTED', requiredMinor: 200, leftMinor: 150 }];
  const quote = await other.call('POST', '/v1/checkout/quotes', { items: mug, couponIds: [couponId] });
  expect(quote.body.coupons).toMatchObject([{ couponId, eligible: false, reasons }]);
  expect(quote.body.best.couponIds).toEqual([]);
  expect(quote.body.selectionRefusals).toEqual([{ couponId, reasons }]);
  const order = await other.order({ items: mug, couponIds: [couponId] });
  expect(order).toMatchObject({
    status: 409,
    body: { code: 'BUDGET_EXHAUSTED', coupons: [{ couponId, reasons }] },
  });
  expect(order.body.quote).toMatchObject({ couponIds: [], totals: { payable: { amountMinor: 1_250 } } });
  expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 0, operations: [] });
});

test('a quote falls back on the best coupons whose budgets suffice', async () => {
  const short = await newOffer(api.database, { content: { amountMinor: 900 }, budgetMinor: 899 });
  const rich = await newOffer(api.database, { content: { amountMinor: 100 }, budgetMinor: 100 });
  await claimCoupon(api, short, shopper.userId);
  const usable = await claimCoupon(api, rich, shopper.userId);
  const { body } = await shopper.call('POST', '/v1/checkout/quotes', { items: mug });
  expect(body.best.couponIds).toEqual([usable]);
  expect((await shopper.order({ items: mug, couponIds: body.best.couponIds })).status).toBe(201);
});

test('of 50 parallel orders a budget for 10 serves exactly 10, and is never overspent', async () => {
  const batchId = await offerOf(2_199);
  const shoppers = Array.from({ length: 50 }, () => newShopper(api));
  const coupons = await Promise.all(shoppers.map(({ userId }) => claimCoupon(api, batchId, userId)));
  const replies = await Promise.all(
    shoppers.map((each, at) => each.order({ items: mug, couponIds: [coupons[at]] })),
  );
  expect(countCodes(replies)).toEqual({ '201': 10, BUDGET_EXHAUSTED: 40 });
  expect(await facts(batchId)).toEqual({ total: 2_199, reserved: 2_000, spent: 0 });
});

test('parallel payments and cancellations lose no move of the budget', async () => {
  const batchId = await offerOf(100_000);
  const shoppers = Array.from({ length: 30 }, () => newShopper(api));
  const orders = await Promise.all(shoppers.map((each) => placeOrder(batchId, each)));
  const replies = await Promise.all(
    orders.map(({ orderId }, at) =>
      at % 3 === 0 ? shoppers[at]!.cancel(orderId) : shoppers[at]!.pay(orderId),
    ),
  );
  expect(countCodes(replies)).toEqual({ '200': 10, '201': 20 });
  expect(await facts(batchId)).toEqual({ total: 100_000, reserved: 0, spent: 4_000 });
});

test('orders over the same two budgets in opposite order do not wait for each other in a circle', async () => {
  const batches: string[] = [];
  for (const group of ['a', 'b']) {
    const content = { amountMinor: 100, stacking: { mode: 'group', group } };
    batches.push(await newOffer(api.database, { content, budgetMinor: 1_000_000 }));
  }
  const shoppers = Array.from({ length: 20 }, () => newShopper(api));
  const replies = await Promise.all(
    shoppers.map(async (each, at) => {
      const mine = at % 2 === 0 ? batches : [...batches].reverse();
      const couponIds: string[] = [];
      for (const batchId of mine) couponIds.push(await claimCoupon(api, batchId, each.userId));
      return each.order({ items: mug, couponIds });
    }),
  );
  expect(countCodes(replies)).toEqual({ '201': 20 });
});

test('a payment after the time-out is refunded when the budget is used up meanwhile', async () => {
  const batchId = await offerOf(200);
  const { orderId, couponId } = await placeOrder(batchId);
  await shopper.pay(orderId, 'sandbox_slow_ok');
  await api.database.change('UPDATE orders SET expires_at = ? WHERE order_id = ?', [
    new Date(Date.now() - 1_000),
    orderId,
  ]);
  await api.app.get(CloseOrders).timeOutDue();
  await placeOrder(batchId, newShopper(api));
  await until('the callback came', async () => (await deliverSandboxCallbacks(api)) > 0);
  expect((await shopper.get(orderId)).body).toMatchObject({
    status: 'timed_out',
    refunds: [{ reason: 'order_closed' }],
  });
  expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 0, operations: [0, 2] });
  expect(await facts(batchId)).toEqual({ total: 200, reserved: 200, spent: 0 });
});

describe('the budget of a batch over the API', () => {
  const change = (batchId: string, kind: string, amountMinor: number, token = merchantToken()) =>
    api.call('POST', `/v1/batches/${batchId}/budget-changes`, { token, body: { kind, amountMinor } });

  test('is set with the draft in the currency of its rule, and shown', async () => {
    const batchId = await publishBatch(api, {
      budgetMinor: 5_000,
      restore: 'extended',
      restoreDays: 7,
    });
    const { body } = await api.call('GET', `/v1/batches/${batchId}`, { token: merchantToken() });
    expect(body).toMatchObject({
      merchantShareBp: 10_000,
      restore: 'extended',
      restoreDays: 7,
      budget: { currency: 'USD', totalMinor: 5_000, reservedMinor: 0, spentMinor: 0, leftMinor: 5_000 },
    });
  });

  test('is in the currency that the rule is published with', async () => {
    const token = merchantToken();
    const ruleId = await createRule(api);
    const batchId = await createBatch(api, { ruleId, budgetMinor: 5_000 });
    await api.call('PUT', `/v1/rules/${ruleId}`, { token, body: newRule({ currency: 'EUR' }) });
    const { body } = await api.call('POST', `/v1/batches/${batchId}/publish`, { token });
    expect(body.budget).toMatchObject({ currency: 'EUR', totalMinor: 5_000 });
  });

  test('can be topped up, and taken back only as far as nothing reserved or spent it', async () => {
    const batchId = await offerOf(200);
    await placeOrder(batchId);
    expect((await change(batchId, 'withdrawal', 1)).body).toMatchObject({
      code: 'BATCH_BUDGET_SHORT',
      budget: { totalMinor: 200, reservedMinor: 200 },
    });
    expect(await change(batchId, 'top_up', 300)).toMatchObject({
      status: 201,
      body: { budget: { totalMinor: 500, leftMinor: 300 } },
    });
    expect((await change(batchId, 'withdrawal', 300)).status).toBe(201);
    await claimCoupon(api, batchId, shopper.userId);
    expect(await facts(batchId)).toEqual({ total: 200, reserved: 200, spent: 0 });
  });

  test('does not exist for a batch without a limit', async () => {
    const batchId = await newOffer(api.database);
    expect((await change(batchId, 'top_up', 1)).body.code).toBe('BATCH_UNBUDGETED');
  });

  test('a merchant cannot spend the money of the platform', async () => {
    const token = merchantToken();
    const draft = { merchantShareBp: 9_999 };
    await expect(publishBatch(api, draft)).rejects.toThrow(/FORBIDDEN/);
    const shared = await newOffer(api.database, { budgetMinor: 100, merchantShareBp: 5_000 });
    expect((await change(shared, 'top_up', 1, token)).body.code).toBe('FORBIDDEN');
    expect((await change(shared, 'top_up', 1, platformToken())).status).toBe(201);
  });

  test.each([
    [{ budgetMinor: 0 }, '/budgetMinor'],
    [{ budgetMinor: 1.5 }, '/budgetMinor'],
    [{ merchantShareBp: 10_001 }, '/merchantShareBp'],
    [{ restore: 'always' }, '/restore'],
    [{ restore: 'extended' }, '/restoreDays'],
    [{ restoreDays: 3 }, '/restoreDays'],
  ])('refuses a draft with %j', async (overrides, pointer) => {
    await expect(publishBatch(api, overrides)).rejects.toThrow(`"pointer":"${pointer}"`);
  });
});
