import type { FaultPoint } from '../../src/platform/faults';
import { startApi, type TestApi } from '../support/api';
import { claimCoupon, couponFacts, findViolations, newOffer, newProducts } from '../support/checkout';
import { type BuiltProcess, startProcess } from '../support/process';
import { newShopper, type Shopper } from '../support/shopper';
import { until } from '../support/until';

/** The API in this process prepares and looks on; the built processes are the ones that die. */
let observer: TestApi;
let mug: { productId: string; quantity: number }[];
let batchId: string;
const processes: BuiltProcess[] = [];
const HEAL_MS = 60_000;
jest.setTimeout(180_000);

beforeAll(async () => {
  observer = await startApi({ PAYMENT_CHECK_SECONDS: '1', DUE_SCAN_SECONDS: '1' });
  mug = [{ productId: (await newProducts(observer, [{ sku: 'MUG', priceMinor: 1_250 }])).MUG!, quantity: 1 }];
  batchId = await newOffer(observer.database);
});
afterEach(async () => {
  for (const built of processes.splice(0)) await built.kill();
  expect(await findViolations(observer.database)).toEqual([]);
});
afterAll(() => observer.stop());

async function start(name: 'main' | 'worker', more: Record<string, string> = {}): Promise<BuiltProcess> {
  const built = await startProcess(name, { ...observer.env, ...more });
  processes.push(built);
  return built;
}

/** A process that dies at one place. */
const startDoomed = (name: 'main' | 'worker', point: FaultPoint, more: Record<string, string> = {}) =>
  start(name, { FAULT_POINT: point, ...more });

/** A shopper whose calls go to `built`, and who knows a coupon. */
async function shopperAt(built: Pick<TestApi, 'call'>): Promise<{ shopper: Shopper; couponId: string }> {
  const shopper = newShopper(built);
  return { shopper, couponId: await claimCoupon(observer, batchId, shopper.userId) };
}

const countOf = async (sql: string, values: (string | number)[]) =>
  Number((await observer.database.row<{ n: string }>(`SELECT COUNT(*) AS n FROM ${sql}`, values))?.n);

/** The same user, at another process. */
const at = (built: Pick<TestApi, 'call'>, shopper: Shopper): Shopper => newShopper(built, shopper.userId);

test.each([
  ['order.create:before-commit', 0],
  ['order.create:after-commit', 1],
] as const)(
  'an API killed at %s leaves %i orders; the same key then gives exactly one',
  async (point, left) => {
    const doomed = await startDoomed('main', point);
    const { shopper, couponId } = await shopperAt(doomed);
    const body = { items: mug, couponIds: [couponId] };
    await expect(shopper.order(body, 'create')).rejects.toThrow();
    expect(await doomed.ended).toBe('SIGKILL');
    expect(await countOf('orders WHERE user_id = ?', [shopper.userId])).toBe(left);
    expect((await couponFacts(observer.database, couponId)).operations).toEqual(left ? [0] : []);

    const again = await at(observer, shopper).order(body, 'create');
    expect(again.status).toBe(201);
    expect(again.headers['idempotency-replayed']).toBe(left ? 'true' : undefined);
    expect(await countOf('orders WHERE user_id = ?', [shopper.userId])).toBe(1);
    expect(await couponFacts(observer.database, couponId)).toMatchObject({ status: 1, operations: [0] });
  },
);

test.each([
  'order.pay:after-row',
  'order.pay:after-provider',
  'order.settle:before-commit',
  'order.settle:after-commit',
] as const)('an API killed at %s: the worker brings the payment to its end, charged once', async (point) => {
  const doomed = await startDoomed('main', point);
  const { shopper, couponId } = await shopperAt(doomed);
  const { orderId } = (await at(observer, shopper).order({ items: mug, couponIds: [couponId] })).body;
  await expect(shopper.pay(orderId, 'sandbox_ok', 'pay')).rejects.toThrow();
  expect(await doomed.ended).toBe('SIGKILL');

  await start('worker');
  const here = at(observer, shopper);
  await until('the order is paid', async () => (await here.get(orderId)).body.status === 'paid', HEAL_MS);
  const again = await here.pay(orderId, 'sandbox_ok', 'pay');
  expect(again).toMatchObject({ status: 201, body: { status: 'succeeded' } });
  const charges = 'sandbox_charge s JOIN payment p ON p.payment_id = s.reference WHERE p.order_id = ?';
  expect(await countOf(charges, [orderId])).toBe(1);
  expect(await countOf('refund WHERE order_id = ?', [orderId])).toBe(0);
  expect((await couponFacts(observer.database, couponId)).operations).toEqual([0, 1]);
});

test.each(['order.close:before-commit', 'order.close:after-commit'] as const)(
  'a worker killed at %s: the next one closes the order, and its coupon comes back once',
  async (point) => {
    const api = await start('main', { ORDER_UNPAID_SECONDS: '1' });
    const doomed = await startDoomed('worker', point);
    const { shopper, couponId } = await shopperAt(api);
    const { orderId } = (await shopper.order({ items: mug, couponIds: [couponId] })).body;
    expect(await doomed.ended).toBe('SIGKILL');

    await start('worker');
    await until(
      'the order is closed',
      async () => (await shopper.get(orderId)).body.status === 'timed_out',
      HEAL_MS,
    );
    expect(await couponFacts(observer.database, couponId)).toMatchObject({ status: 0, operations: [0, 2] });
  },
);

test('a worker killed after the provider gave money back: the next one notes it, and it went back once', async () => {
  const { shopper, couponId } = await shopperAt(observer);
  const { orderId } = (await shopper.order({ items: mug, couponIds: [couponId] })).body;
  expect((await shopper.pay(orderId, 'sandbox_slow_ok')).status).toBe(202);
  await shopper.cancel(orderId);
  const doomed = await startDoomed('worker', 'order.refund:after-provider');
  expect(await doomed.ended).toBe('SIGKILL');
  const refunds = 'sandbox_refund f JOIN refund r ON r.refund_id = f.reference WHERE r.order_id = ?';
  expect(await countOf(refunds, [orderId])).toBe(1);
  expect((await shopper.get(orderId)).body.refunds).toMatchObject([{ status: 'processing' }]);

  await start('worker');
  const done = async () => (await shopper.get(orderId)).body.refunds[0].status === 'done';
  await until('the refund is noted', done, HEAL_MS);
  expect(await countOf(refunds, [orderId])).toBe(1);
});

test('orders time out although Redis lost every job', async () => {
  const api = await start('main', { ORDER_UNPAID_SECONDS: '1', REDIS_URL: 'redis://127.0.0.1:1' });
  const { shopper, couponId } = await shopperAt(api);
  const { orderId } = (await shopper.order({ items: mug, couponIds: [couponId] })).body;
  await start('worker');
  await until(
    'the order is closed',
    async () => (await shopper.get(orderId)).body.status === 'timed_out',
    HEAL_MS,
  );
  expect((await couponFacts(observer.database, couponId)).status).toBe(0);
});
