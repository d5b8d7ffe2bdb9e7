import { SendRefunds } from '../../../src/modules/order/application/refunds/send-refunds';
import { startApi, type TestApi } from '../../support/api';
import { newBatch } from '../../support/builders';
import {
  budgetFacts,
  claimCoupon,
  couponFacts,
  deliverSandboxCallbacks,
  findViolations,
  newOffer,
  newProducts,
  newRule,
} from '../../support/checkout';
import { countCodes, newShopper, type Shopper } from '../../support/shopper';
import { platformToken } from '../../support/tokens';
import { until } from '../../support/until';

// Bugs that other shops had, by the number of their report.

let api: TestApi;
let mug: { productId: string; quantity: number }[];
let free: { productId: string; quantity: number }[];
let batchId: string;
let shopper: Shopper;

beforeAll(async () => {
  api = await startApi();
  const products = await newProducts(api, [
    { sku: 'MUG', priceMinor: 1_250 },
    { sku: 'FREE', priceMinor: 0 },
  ]);
  mug = [{ productId: products.MUG!, quantity: 2 }];
  free = [{ productId: products.FREE!, quantity: 1 }];
  batchId = await newOffer(api.database);
});
beforeEach(() => {
  shopper = newShopper(api);
});
afterEach(async () => {
  await api.app.get(SendRefunds).sendDue();
  expect(await findViolations(api.database)).toEqual([]);
});
afterAll(() => api.stop());

const times = <T>(count: number, make: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)));

async function placeOrder(offer = batchId, buyer = shopper): Promise<{ orderId: string; couponId: string }> {
  const couponId = await claimCoupon(api, offer, buyer.userId);
  const reply = await buyer.order({ items: mug, couponIds: [couponId] });
  expect(reply.status).toBe(201);
  return { orderId: reply.body.orderId, couponId };
}

const refund = (orderId: string, body: object) =>
  api.call('POST', `/v1/orders/${orderId}/refunds`, { token: platformToken(), body });

/** Quotes, orders with whatever it got, pays. @returns the paid order's discount, or the code at which it ended */
async function checkOut(buyer: Shopper, couponIds: string[]): Promise<number | string> {
  const order = await buyer.order({ items: mug, couponIds });
  if (order.status !== 201) return order.body.code;
  const payment = await buyer.pay(order.body.orderId);
  return payment.status === 201 ? order.body.totals.discount.amountMinor : payment.body.code;
}

test('a single-use coupon that parallel checkouts use pays for exactly one of them (Vendure 4660)', async () => {
  for (let round = 0; round < 10; round++) {
    const buyer = newShopper(api);
    const couponId = await claimCoupon(api, batchId, buyer.userId);
    const ends = await times(8, () => checkOut(buyer, [couponId]));
    expect(ends.filter((end) => end === 200)).toHaveLength(1);
    expect(ends.filter((end) => end === 'COUPON_NOT_AVAILABLE')).toHaveLength(7);
    expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 2, operations: [0, 1] });
  }
});

test('the only coupon of a batch has exactly one winner among parallel buyers, never none, whatever the server isolates (Vendure 4660)', async () => {
  const isolation = await api.database.rows<{ Value: string }>(
    "SHOW SESSION VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')",
  );
  expect(new Set(isolation.map(({ Value }) => Value))).toEqual(new Set(['READ-COMMITTED']));
  const ruleId = await newRule(api.database);
  for (let round = 0; round < 5; round++) {
    const single = await newBatch(api.database, { ruleId, totalCount: 1, perUserLimit: 1 });
    const ends = await times(20, async () => {
      const buyer = newShopper(api);
      const claim = await buyer.call('POST', `/v1/batches/${single.batchId}/claims`);
      return claim.status === 201 ? checkOut(buyer, [claim.body.couponId]) : claim.body.code;
    });
    expect(ends.filter((end) => end === 200)).toHaveLength(1);
    expect(new Set(ends)).toEqual(new Set([200, 'BATCH_SOLD_OUT']));
  }
});

test('parallel orders never take more of a budget than it holds, nor less than it could give (Medusa 16012)', async () => {
  const offer = await newOffer(api.database, { budgetMinor: 1_050 });
  const buyers = await times(20, async () => {
    const buyer = newShopper(api);
    return { buyer, couponId: await claimCoupon(api, offer, buyer.userId) };
  });
  const ends = await Promise.all(buyers.map(({ buyer, couponId }) => checkOut(buyer, [couponId])));
  expect(ends.filter((end) => end === 200)).toHaveLength(5);
  expect(ends.filter((end) => end === 'BUDGET_EXHAUSTED')).toHaveLength(15);
  expect(await budgetFacts(api.database, offer)).toEqual({ total: 1_050, reserved: 0, spent: 1_000 });
});

test('what is given back while others reserve is neither lost nor counted twice (Medusa 16595)', async () => {
  const offer = await newOffer(api.database, { budgetMinor: 100_000 });
  const placed = await times(10, async () => {
    const buyer = newShopper(api);
    return { buyer, ...(await placeOrder(offer, buyer)) };
  });
  const late = await times(10, async () => {
    const buyer = newShopper(api);
    return { buyer, couponId: await claimCoupon(api, offer, buyer.userId) };
  });
  await Promise.all([
    ...placed.slice(0, 5).map(({ buyer, orderId }) => buyer.cancel(orderId)),
    ...placed.slice(5).map(({ buyer, orderId }) => buyer.pay(orderId)),
    ...late.map(({ buyer, couponId }) => buyer.order({ items: mug, couponIds: [couponId] })),
  ]);
  expect(await budgetFacts(api.database, offer)).toMatchObject({ reserved: 2_000, spent: 1_000 });
  await Promise.all(placed.slice(5).map(({ orderId }) => refund(orderId, { whole: true })));
  expect(await budgetFacts(api.database, offer)).toMatchObject({ reserved: 2_000, spent: 0 });
});

test('the same coupon named twice, or in two requests at once, takes its discount off once (Medusa 15360)', async () => {
  const couponId = await claimCoupon(api, batchId, shopper.userId);
  expect((await shopper.order({ items: mug, couponIds: [couponId, couponId] })).body.code).toBe(
    'VALIDATION_FAILED',
  );
  expect((await couponFacts(api.database, couponId)).operations).toEqual([]);
  const replies = await times(2, () => shopper.order({ items: mug, couponIds: [couponId] }));
  expect(countCodes(replies)).toEqual({ '201': 1, COUPON_NOT_AVAILABLE: 1 });
  const { totals } = replies.find(({ status }) => status === 201)!.body;
  expect([totals.discount.amountMinor, totals.payable.amountMinor]).toEqual([200, 2_300]);
});

test('a cancelled order gives its coupon and its part of the budget back, to be used again (Vendure 1466)', async () => {
  const offer = await newOffer(api.database, { budgetMinor: 200 });
  const { orderId, couponId } = await placeOrder(offer);
  expect((await shopper.cancel(orderId)).status).toBe(200);
  expect(await couponFacts(api.database, couponId)).toMatchObject({
    status: 0,
    orderNo: null,
    operations: [0, 2],
  });
  expect(await budgetFacts(api.database, offer)).toMatchObject({ reserved: 0, spent: 0 });
  expect(await checkOut(shopper, [couponId])).toBe(200);
});

test('a coupon that would take nothing off is neither proposed nor used up (Vendure 5278)', async () => {
  const offer = await newOffer(api.database, { content: { amountMinor: 200 } });
  const couponId = await claimCoupon(api, offer, shopper.userId);
  const quoted = await shopper.call('POST', '/v1/checkout/quotes', { items: free });
  expect(quoted.body.best.couponIds).toEqual([]);
  const refused = await shopper.order({ items: free, couponIds: [couponId] });
  expect(refused.body.code).toBe('COUPON_NOT_APPLICABLE');
  expect((await shopper.order({ items: free, couponIds: [] })).body).toMatchObject({
    status: 'paid',
    coupons: [],
  });
  expect(await couponFacts(api.database, couponId)).toMatchObject({ status: 0, operations: [] });
});

test('an order whose payment goes back is not kept: a refunded one is refunded, a cancelled one stays cancelled (Saleor 544)', async () => {
  const offer = await newOffer(api.database, { restore: 'if_valid' });
  const paid = await placeOrder(offer);
  await shopper.pay(paid.orderId);
  expect((await refund(paid.orderId, { whole: true })).body).toMatchObject({ orderStatus: 'refunded' });
  expect((await shopper.get(paid.orderId)).body.status).toBe('refunded');
  expect((await couponFacts(api.database, paid.couponId)).status).toBe(0);

  const cancelled = await placeOrder(offer);
  await shopper.pay(cancelled.orderId, 'sandbox_slow_ok');
  await shopper.cancel(cancelled.orderId);
  await until('the late success is reported', async () => (await deliverSandboxCallbacks(api)) > 0);
  const { status, refunds } = (await shopper.get(cancelled.orderId)).body;
  expect({ status, reasons: refunds.map(({ reason }: { reason: string }) => reason) }).toEqual({
    status: 'cancelled',
    reasons: ['order_closed'],
  });
  expect((await couponFacts(api.database, cancelled.couponId)).status).toBe(0);
});

test('parallel refunds, whole and by units, never give back more than was paid (WooCommerce 64668)', async () => {
  for (let round = 0; round < 5; round++) {
    const { orderId } = await placeOrder();
    await shopper.pay(orderId);
    const replies = await times(12, (at) =>
      refund(orderId, at % 3 === 0 ? { whole: true } : { lines: [{ lineNo: 1, quantity: 1 }] }),
    );
    const back = replies.filter(({ status }) => status === 201).map(({ body }) => body.amount.amountMinor);
    expect(back.reduce((sum, amountMinor) => sum + amountMinor, 0)).toBe(2_300);
    expect(back.length).toBeLessThanOrEqual(2);
    await until('the money is back', async () => {
      await api.app.get(SendRefunds).sendDue();
      const { refunds } = (await shopper.get(orderId)).body;
      return refunds.every(({ status }: { status: string }) => status === 'done');
    });
    const given = await api.database.row<{ total: string }>(
      `SELECT SUM(s.amount_minor) AS total FROM refund f JOIN sandbox_refund s ON s.reference = f.refund_id
       WHERE f.order_id = ?`,
      [orderId],
    );
    expect(Number(given!.total)).toBe(2_300);
  }
});
