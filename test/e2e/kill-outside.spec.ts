import { SandboxProvider } from '../../src/modules/payment/infra/sandbox/sandbox-provider';
import { signWebhook } from '../../src/modules/payment/infra/sandbox/sandbox-webhooks';
import type { FaultPoint } from '../../src/platform/faults';
import { startApi, type TestApi } from '../support/api';
import {
  budgetFacts,
  claimCoupon,
  couponFacts,
  findViolations,
  newOffer,
  newProducts,
} from '../support/checkout';
import { fetchUnlessLost } from '../support/contract/checked-fetch';
import { newOrderSystem, type OrderSystem, outsideCart } from '../support/outside-orders';
import { SANDBOX_WEBHOOK_SECRET } from '../support/servers/environment';
import { startProcess } from '../support/servers/processes';
import { newShopper } from '../support/shopper';
import { serviceToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(120_000);

let api: TestApi;
let shop: OrderSystem;
let userId = 30_000;

beforeAll(async () => {
  api = await startApi({ DUE_SCAN_SECONDS: '1' });
  shop = newOrderSystem(api, 'shop');
});
afterEach(async () => expect(await findViolations(api.database)).toEqual([]));
afterAll(() => api.stop());

interface Callback {
  body: string;
  headers: Record<string, string>;
}

/** Sends one request to an API that is killed at `point` under it. */
async function dieUnder(point: FaultPoint, path: string, { body, headers }: Callback): Promise<void> {
  const dying = await startProcess('main', { ...api.env, FAULT_POINT: point });
  const reply = await fetchUnlessLost(dying.url + path, { method: 'POST', headers, body });
  expect(reply).toBeUndefined();
  expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
}

const callDying = (point: FaultPoint, path: string, body: object = {}) =>
  dieUnder(point, path, {
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${serviceToken('shop')}`, 'content-type': 'application/json' },
  });

/** A try that was not sent yet, of a coupon with a budget for it alone. */
async function newTry() {
  const batchId = await newOffer(api.database, { budgetMinor: 200 });
  const couponId = await claimCoupon(api, batchId, ++userId);
  const body = {
    orderNo: `SO-${userId}`,
    userId: String(userId),
    couponIds: [couponId],
    cart: outsideCart(),
  };
  const facts = async () => ({
    ...(await couponFacts(api.database, couponId)),
    ...(await budgetFacts(api.database, batchId)),
  });
  return { body, facts, orderNo: body.orderNo, path: `/v1/coupon-locks/${body.orderNo}` };
}

test.each<FaultPoint>([
  'lock.try:after-row',
  'lock.try:after-lock',
  'lock.try:before-commit',
  'lock.try:after-commit',
])('kill -9 of the API at %s: the repeated try holds the coupon and its budget once', async (point) => {
  const { body, facts } = await newTry();
  await callDying(point, '/v1/coupon-locks', body);
  const replayed = point === 'lock.try:after-commit';
  expect(await facts()).toMatchObject(
    replayed ? { operations: [0], reserved: 200 } : { operations: [], reserved: 0 },
  );
  const reply = await shop.try(body);
  expect(reply.status).toBe(201);
  expect(reply.headers['idempotency-replayed']).toBe(replayed ? 'true' : undefined);
  expect(await facts()).toMatchObject({ status: 1, operations: [0], reserved: 200, spent: 0 });
});

test.each<FaultPoint>([
  'lock.confirm:after-coupons',
  'lock.confirm:after-ledger',
  'lock.confirm:before-commit',
  'lock.confirm:after-commit',
])(
  'kill -9 of the API at %s: the repeated confirm uses the coupon and spends its budget once',
  async (point) => {
    const { body, facts, orderNo, path } = await newTry();
    await shop.try(body);
    await callDying(point, `${path}/confirm`);
    expect(await shop.confirm(orderNo)).toMatchObject({ status: 200, body: { status: 'confirmed' } });
    expect(await facts()).toMatchObject({ status: 2, operations: [0, 1], reserved: 0, spent: 200 });
  },
);

test.each<FaultPoint>(['lock.cancel:before-commit', 'lock.cancel:after-commit'])(
  'kill -9 of the API at %s: the repeated cancel gives coupon and budget back once',
  async (point) => {
    const { body, facts, orderNo, path } = await newTry();
    await shop.try(body);
    await callDying(point, `${path}/cancel`);
    expect(await shop.cancel(orderNo)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect(await facts()).toMatchObject({ status: 0, operations: [0, 2], reserved: 0, spent: 0 });
  },
);

test.each<FaultPoint>(['lock.release:before-commit', 'lock.release:after-commit'])(
  'kill -9 of the worker at %s: another worker releases what is past its time, once',
  async (point) => {
    const { body, facts, orderNo } = await newTry();
    await shop.try(body);
    await api.database.change('UPDATE coupon_lock SET locked_until = ? WHERE order_no = ?', [
      new Date(0),
      orderNo,
    ]);
    const dying = await startProcess('worker', { ...api.env, FAULT_POINT: point });
    expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
    const next = await startProcess('worker', api.env);
    await until('the lock is released', async () => (await shop.get(orderNo)).body.status === 'timed_out');
    await next.kill('SIGTERM');
    expect(await facts()).toMatchObject({ status: 0, operations: [0, 2], reserved: 0, spent: 0 });
  },
);

test.each<FaultPoint>([
  'order.settle:after-payment',
  'order.settle:before-commit',
  'order.settle:after-commit',
])(
  'kill -9 of the API at %s under a callback: the repeated callback has paid the order once',
  async (point) => {
    const { MUG } = await newProducts(api, [{ sku: 'MUG', priceMinor: 1_250 }]);
    const shopper = newShopper(api);
    const couponId = await claimCoupon(api, await newOffer(api.database), shopper.userId);
    const items = [{ productId: MUG, quantity: 1 }];
    const { orderId } = (await shopper.order({ items, couponIds: [couponId] })).body;
    const { paymentId } = (await shopper.pay(orderId, 'sandbox_slow_ok')).body;
    const sandbox = api.app.get(SandboxProvider);
    const charge = await until('the charge is settled', async () => {
      const found = await sandbox.find({ reference: paymentId });
      return found?.state === 'succeeded' ? found : undefined;
    });
    const callback = signWebhook(charge, [SANDBOX_WEBHOOK_SECRET], new Date());
    await dieUnder(point, '/v1/payment-webhooks/sandbox', callback);
    expect((await api.call('POST', '/v1/payment-webhooks/sandbox', callback)).status).toBe(204);
    expect((await shopper.get(orderId)).body).toMatchObject({ status: 'paid', refunds: [] });
    expect((await couponFacts(api.database, couponId)).operations).toEqual([0, 1]);
  },
);
