import { CloseOrders } from '../../../src/modules/order/application/close-orders';
import { SendRefunds } from '../../../src/modules/order/application/refunds/send-refunds';
import { startApi, type TestApi } from '../../support/api';
import { claimCoupon, couponFacts, findViolations, newOffer, newProducts } from '../../support/checkout';
import { countCodes, newShopper, type Shopper } from '../../support/shopper';

const ROUNDS = Number(process.env.RACE_ROUNDS ?? 25);

let api: TestApi;
let mug: { productId: string; quantity: number }[];
let batchId: string;
let shopper: Shopper;

beforeAll(async () => {
  api = await startApi();
  mug = [{ productId: (await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }])).MUG!, quantity: 1 }];
  batchId = await newOffer(api.database);
});
beforeEach(() => {
  shopper = newShopper(api);
});
afterAll(() => api.stop());

async function placeOrder(): Promise<{ orderId: string; couponId: string }> {
  const couponId = await claimCoupon(api, batchId, shopper.userId);
  const { body } = await shopper.order({ items: mug, couponIds: [couponId] });
  return { orderId: body.orderId, couponId };
}

const expireOrder = (orderId: string) =>
  api.database.change('UPDATE orders SET expires_at = ? WHERE order_id = ?', [
    new Date(Date.now() - 1_000),
    orderId,
  ]);

test('the same coupon used by 50 parallel orders: exactly one wins', async () => {
  const couponId = await claimCoupon(api, batchId, shopper.userId);
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => shopper.order({ items: mug, couponIds: [couponId] })),
  );
  expect(countCodes(replies)).toEqual({ '201': 1, COUPON_NOT_AVAILABLE: 49 });
  const winner = replies.find(({ status }) => status === 201)!.body.orderId;
  expect(await couponFacts(api.database, couponId)).toMatchObject({
    status: 1,
    orderNo: winner,
    operations: [0],
  });
  expect((await shopper.call('GET', '/v1/orders')).body.items).toHaveLength(1);
  expect(await findViolations(api.database)).toEqual([]);
});

test('orders that share coupons in opposite order never hold half of them', async () => {
  const ids: string[] = [];
  for (const group of ['a', 'b', 'c']) {
    const content = { amountMinor: 100, stacking: { mode: 'group', group } };
    ids.push(await claimCoupon(api, await newOffer(api.database, { content }), shopper.userId));
  }
  for (let round = 0; round < ROUNDS; round++) {
    const replies = await Promise.all([
      shopper.order({ items: mug, couponIds: ids }),
      shopper.order({ items: mug, couponIds: [...ids].reverse() }),
      shopper.order({ items: mug, couponIds: ids.slice(1) }),
    ]);
    expect(countCodes(replies)).toEqual({ '201': 1, COUPON_NOT_AVAILABLE: 2 });
    const { orderId } = replies.find(({ status }) => status === 201)!.body;
    expect((await shopper.cancel(orderId)).status).toBe(200);
  }
  expect(await findViolations(api.database)).toEqual([]);
});

test('pay against cancel against time-out: the order ends in one state, the coupon with it, and no money is kept', async () => {
  const closeOrders = api.app.get(CloseOrders);
  const ends: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++) {
    const { orderId, couponId } = await placeOrder();
    const paying = shopper.pay(orderId);
    // The moments of the three shift against each other from round to round.
    for (let turn = 0; turn < round % 12; turn++) await new Promise(setImmediate);
    const cancelling = round % 2 === 0 ? shopper.cancel(orderId) : undefined;
    const expiring =
      round % 3 !== 2 ? expireOrder(orderId).then(() => closeOrders.timeOut(orderId)) : undefined;
    const [paid, cancelled] = await Promise.all([paying, cancelling, expiring]);
    const { status } = (await shopper.get(orderId)).body;
    ends[status] = (ends[status] ?? 0) + 1;
    if (paid.status === 201) expect(status).toBe('paid');
    if (cancelled?.status === 200) expect(status).toBe('cancelled');
    expect((await couponFacts(api.database, couponId)).status).toBe(status === 'paid' ? 2 : 0);
  }
  await api.app.get(SendRefunds).sendDue();
  expect(await findViolations(api.database)).toEqual([]);
  const kept = await api.database.row('SELECT COUNT(*) AS open FROM refund WHERE status <> 1');
  expect(kept).toEqual({ open: '0' });
  expect(Object.keys(ends).length).toBeGreaterThan(1);
});

test('10 parallel payments without a key pay once; what else was taken goes back', async () => {
  const { orderId } = await placeOrder();
  const replies = await Promise.all(Array.from({ length: 10 }, () => shopper.pay(orderId)));
  expect(countCodes(replies)['201']).toBe(1);
  expect(Object.keys(countCodes(replies)).sort()).toEqual(expect.arrayContaining(['201']));
  await api.app.get(SendRefunds).sendDue();
  expect((await shopper.get(orderId)).body.status).toBe('paid');
  expect(await findViolations(api.database)).toEqual([]);
});

test('"first order" is true for one of 20 parallel orders', async () => {
  const content = { amountMinor: 200, conditions: { firstOrder: true } };
  const first = await newOffer(api.database, { content });
  const coupons: string[] = [];
  for (let at = 0; at < 20; at++) coupons.push(await claimCoupon(api, first, shopper.userId));
  const replies = await Promise.all(
    coupons.map((couponId) => shopper.order({ items: mug, couponIds: [couponId] })),
  );
  expect(countCodes(replies)).toEqual({ '201': 1, COUPON_NOT_APPLICABLE: 19 });
  const refused = replies.find(({ status }) => status === 422)!;
  expect(refused.body.coupons[0].reasons).toEqual([{ code: 'NOT_FIRST_ORDER' }]);
  // IdempotentRequest that order is cancelled, the next one is the first again.
  await shopper.cancel(replies.find(({ status }) => status === 201)!.body.orderId);
  const again = await shopper.order({ items: mug, couponIds: [refused.body.coupons[0].couponId] });
  expect(again.status).toBe(201);
  expect(await findViolations(api.database)).toEqual([]);
});
