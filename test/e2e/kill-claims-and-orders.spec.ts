import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { FaultPoint } from '../../src/platform/faults';
import { findViolations } from '../support/checkout';
import { checkedFetch, fetchUnlessLost } from '../support/contract/checked-fetch';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { merchantToken, userToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(120_000);

let environment: TestEnvironment;
let connection: Connection;
let user = 1_000;
const running = new Set<AppProcess>();

const start = async (name: 'main' | 'worker', faultPoint?: FaultPoint): Promise<AppProcess> => {
  const fault: Record<string, string> = faultPoint ? { FAULT_POINT: faultPoint } : {};
  const process = await startProcess(name, { ...environment.env, ...fault });
  running.add(process);
  void process.ended.then(() => running.delete(process));
  return process;
};

beforeAll(async () => {
  environment = await newEnvironment({ DUE_SCAN_SECONDS: '1', ORDER_UNPAID_SECONDS: '600' });
  connection = await createConnection(environment.env.DATABASE_URL as string);
});

afterEach(async () => {
  await Promise.all([...running].map((process) => process.kill('SIGTERM')));
  expect(await findViolations({ rows: (sql) => rows(sql, []) })).toEqual([]);
});

afterAll(async () => {
  await connection.end();
  await environment.drop();
});

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
  body: any;
  text: string;
  replayed: boolean;
}

/** @returns undefined when the process died under the request */
async function call(
  api: AppProcess,
  path: string,
  token: string,
  { body, key, csv }: { body?: unknown; key?: string; csv?: string } = {},
): Promise<Answer | undefined> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (key) headers['idempotency-key'] = key;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (csv !== undefined) headers['content-type'] = 'text/csv';
  const reply = await fetchUnlessLost(api.url + path, {
    method: 'POST',
    headers,
    body: csv ?? (body === undefined ? undefined : JSON.stringify(body)),
  });
  if (!reply) return undefined;
  const text = await reply.text();
  const replayed = reply.headers.get('idempotency-replayed') === 'true';
  return { status: reply.status, body: text ? JSON.parse(text) : undefined, text, replayed };
}

async function rows<Row>(sql: string, values: unknown[]): Promise<Row[]> {
  const [found] = await connection.query<RowDataPacket[]>(sql, values);
  return found as Row[];
}

interface Shop {
  batchId: string;
  productId: string;
}

/** A batch to claim from and a product to buy, made over the API. */
async function openShop(api: AppProcess, totalCount: number | null = 10): Promise<Shop> {
  const token = merchantToken(1);
  const made = async (path: string, body?: unknown) => (await call(api, path, token, { body }))?.body;
  const rule = await made('/v1/rules', {
    name: 'Spend 100.00, get 20.00 off',
    type: 0,
    currency: 'USD',
    ruleContent: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
  });
  const batch = await made('/v1/batches', {
    couponName: '20.00 off',
    ruleId: rule.ruleId,
    totalCount,
    perUserLimit: 1,
    claimFrom: '2026-01-01T00:00:00Z',
    claimUntil: '2036-01-01T00:00:00Z',
    validDays: 30,
    remindDays: [1],
    budgetMinor: 20_000,
    restore: 'if_valid',
  });
  await made(`/v1/batches/${batch.batchId}/publish`);
  const csv = 'sku,name,category,price_minor,currency\nLAMP,Lamp,Home,6000,USD\n';
  await call(api, '/v1/catalogue/imports', token, { csv });
  const [product] = await rows<{ id: string }>(
    "SELECT CAST(product_id AS CHAR) AS id FROM product WHERE sku = 'LAMP'",
    [],
  );
  return { batchId: batch.batchId, productId: product!.id };
}

const claim = (api: AppProcess, shop: Shop, userId: number) =>
  call(api, `/v1/batches/${shop.batchId}/claims`, userToken(userId), { key: `claim-${userId}` });

const order = (api: AppProcess, shop: Shop, userId: number, couponId: string) =>
  call(api, '/v1/orders', userToken(userId), {
    key: `order-${userId}`,
    body: { items: [{ productId: shop.productId, quantity: 2 }], couponIds: [couponId] },
  });

const pay = (api: AppProcess, orderId: string, userId: number) =>
  call(api, `/v1/orders/${orderId}/payments`, userToken(userId), {
    key: `pay-${orderId}`,
    body: { methodToken: 'sandbox_ok' },
  });

test.each<[FaultPoint, number | null]>([
  ['coupon.claim:before-rows', 10],
  ['coupon.claim:after-commit', 10],
  ['coupon.claim:before-rows', null],
  ['coupon.claim:before-commit', null],
  ['coupon.claim:after-commit', null],
])('kill -9 of the API at %s, stock %s: the same key gets exactly one coupon', async (point, stock) => {
  const userId = ++user;
  const shop = await openShop(await start('main'), stock);
  const dying = await start('main', point);
  expect(await claim(dying, shop, userId)).toBeUndefined();
  expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
  const answer = await claim(await start('main'), shop, userId);
  expect(answer).toMatchObject({ status: 201, replayed: point.endsWith('after-commit') });
  const coupons = await rows('SELECT 1 FROM coupon WHERE batch_id = ?', [shop.batchId]);
  const [batch] = await rows('SELECT total_count, assign_count FROM coupon_batch WHERE batch_id = ?', [
    shop.batchId,
  ]);
  expect(coupons).toHaveLength(1);
  if (stock !== null) expect(batch).toEqual({ total_count: 9, assign_count: 1 });
});

test.each<FaultPoint>([
  'order.create:after-hold',
  'order.create:after-rows',
  'order.create:before-commit',
  'order.create:after-commit',
])(
  'kill -9 of the API at %s: the same key makes exactly one order, its coupon locked once',
  async (point) => {
    const userId = ++user;
    const api = await start('main');
    const shop = await openShop(api);
    const { couponId } = (await claim(api, shop, userId))!.body;
    const dying = await start('main', point);
    expect(await order(dying, shop, userId, couponId)).toBeUndefined();
    await dying.ended;
    const answer = await order(api, shop, userId, couponId);
    expect(answer).toMatchObject({ status: 201, replayed: point.endsWith('after-commit') });
    expect(await rows('SELECT 1 FROM orders WHERE user_id = ?', [userId])).toHaveLength(1);
    expect(await rows('SELECT operating FROM t_coupon_opt_record WHERE coupon_id = ?', [couponId])).toEqual([
      { operating: 0 },
    ]);
  },
);

test.each<FaultPoint>([
  'order.pay:after-row',
  'order.pay:after-provider',
  'order.redeem:after-use',
  'order.confirm:before-commit',
  'order.confirm:after-commit',
])('kill -9 of the API at %s: the order is paid once and its coupon used once', async (point) => {
  const userId = ++user;
  const api = await start('main');
  const shop = await openShop(api);
  const { couponId } = (await claim(api, shop, userId))!.body;
  const { orderId } = (await order(api, shop, userId, couponId))!.body;
  const dying = await start('main', point);
  expect(await pay(dying, orderId, userId)).toBeUndefined();
  await dying.ended;
  await start('worker');
  await until(
    'the order is paid',
    async () => {
      await pay(api, orderId, userId);
      const [row] = await rows<{ paid_at: Date | null }>('SELECT paid_at FROM orders WHERE order_id = ?', [
        orderId,
      ]);
      return row?.paid_at;
    },
    60_000,
  );
  expect(
    await rows('SELECT operating FROM t_coupon_opt_record WHERE coupon_id = ? ORDER BY id', [couponId]),
  ).toEqual([{ operating: 0 }, { operating: 1 }]);
  const charges = await rows<{ n: number }>('SELECT COUNT(*) AS n FROM payment WHERE order_id = ?', [
    orderId,
  ]);
  expect(charges).toEqual([{ n: 1 }]);
});

test.each<FaultPoint>(['order.confirm:before-commit', 'order.confirm:after-commit'])(
  'kill -9 of the API at %s under 10 payments: each order is paid once and its coupon used once',
  async (point) => {
    const api = await start('main');
    const shop = await openShop(api, null);
    const orders = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const userId = ++user;
        const { couponId } = (await claim(api, shop, userId))!.body;
        const { orderId } = (await order(api, shop, userId, couponId))!.body;
        return { userId, couponId, orderId };
      }),
    );
    const dying = await start('main', point);
    const answers = await Promise.all(orders.map(({ orderId, userId }) => pay(dying, orderId, userId)));
    expect(answers).toEqual(orders.map(() => undefined));
    await dying.ended;
    await start('worker');
    const again = () => Promise.all(orders.map(({ orderId, userId }) => pay(api, orderId, userId)));
    await until(
      'all are paid',
      async () => (await again()).every((answer) => answer?.body.status === 'succeeded'),
      60_000,
    );
    const ids = orders.map(({ orderId }) => orderId);
    expect(await rows('SELECT 1 FROM orders WHERE order_id IN (?) AND status = 1', [ids])).toHaveLength(10);
    expect(await rows('SELECT 1 FROM payment WHERE order_id IN (?)', [ids])).toHaveLength(10);
    expect(
      await rows(
        `SELECT coupon_id, GROUP_CONCAT(operating ORDER BY id) AS operations FROM t_coupon_opt_record
         WHERE coupon_id IN (?) GROUP BY coupon_id HAVING operations <> '0,1'`,
        [orders.map(({ couponId }) => couponId)],
      ),
    ).toEqual([]);
  },
);

test.each<FaultPoint>(['order.close:before-commit', 'order.close:after-commit'])(
  'kill -9 of the worker at %s: an unpaid order is closed once and its coupon given back once',
  async (point) => {
    const userId = ++user;
    const api = await start('main');
    const shop = await openShop(api);
    const { couponId } = (await claim(api, shop, userId))!.body;
    const { orderId } = (await order(api, shop, userId, couponId))!.body;
    await rows('UPDATE orders SET expires_at = ? WHERE order_id = ?', [
      new Date(Date.now() - 1_000),
      orderId,
    ]);
    const dying = await start('worker', point);
    expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await start('worker');
    await until('the order is closed', async () => {
      const [row] = await rows<{ closed_at: Date | null }>(
        'SELECT closed_at FROM orders WHERE order_id = ?',
        [orderId],
      );
      return row?.closed_at;
    });
    expect(
      await rows('SELECT operating FROM t_coupon_opt_record WHERE coupon_id = ? ORDER BY id', [couponId]),
    ).toEqual([{ operating: 0 }, { operating: 2 }]);
    expect(await rows('SELECT status FROM coupon WHERE coupon_id = ?', [couponId])).toEqual([{ status: 0 }]);
  },
);

test('kill -9 of the worker after the provider gave money back: it goes back once, and the refund is noted', async () => {
  const userId = ++user;
  const api = await start('main');
  const shop = await openShop(api);
  const { couponId } = (await claim(api, shop, userId))!.body;
  const { orderId } = (await order(api, shop, userId, couponId))!.body;
  const token = userToken(userId);
  const payment = await call(api, `/v1/orders/${orderId}/payments`, token, {
    body: { methodToken: 'sandbox_slow_ok' },
  });
  expect(payment?.status).toBe(202);
  expect((await call(api, `/v1/orders/${orderId}/cancel`, token))?.status).toBe(200);
  const dying = await start('worker', 'order.refund:after-provider');
  expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
  await start('worker');
  const refunds = () =>
    rows<{ status: number; back: number }>(
      `SELECT r.status, (SELECT COUNT(*) FROM sandbox_refund f WHERE f.reference = r.refund_id) AS back
       FROM refund r WHERE r.order_id = ?`,
      [orderId],
    );
  await until('the refund is noted', async () => (await refunds())[0]?.status === 1, 60_000);
  expect(await refunds()).toEqual([{ status: 1, back: 1 }]);
});

const refundWhole = (api: AppProcess, orderId: string) =>
  call(api, `/v1/orders/${orderId}/refunds`, merchantToken(1), {
    key: `refund-${orderId}`,
    body: { whole: true },
  });

/** A paid order with a coupon that comes back with it. */
async function paidOrder(api: AppProcess): Promise<{ orderId: string; couponId: string }> {
  const userId = ++user;
  const shop = await openShop(api);
  const { couponId } = (await claim(api, shop, userId))!.body;
  const { orderId } = (await order(api, shop, userId, couponId))!.body;
  expect((await pay(api, orderId, userId))?.status).toBe(201);
  return { orderId, couponId };
}

/** The order's refunds, with how often the provider gave money back for each. */
const refundsOf = (orderId: string) =>
  rows<{ status: number; amount: number; back: number }>(
    `SELECT r.status, CAST(r.amount_minor AS DOUBLE) AS amount,
       (SELECT COUNT(*) FROM sandbox_refund f WHERE f.reference = r.refund_id) AS back
     FROM refund r WHERE r.order_id = ?`,
    [orderId],
  );

async function untilRefunded(orderId: string): Promise<void> {
  // What a dead process had taken falls due again after a while; here it need not wait for that.
  await rows('UPDATE refund SET check_at = ? WHERE order_id = ? AND status = 0', [new Date(0), orderId]);
  await until('the money is back', async () => (await refundsOf(orderId))[0]?.status === 1, 60_000);
}

test.each<FaultPoint>([
  'order.return:after-rows',
  'order.return:after-coupons',
  'order.return:before-commit',
  'order.return:after-commit',
])('kill -9 of the API at %s: the same key refunds once, and the coupon comes back once', async (point) => {
  const api = await start('main');
  const { orderId, couponId } = await paidOrder(api);
  const dying = await start('main', point);
  expect(await refundWhole(dying, orderId)).toBeUndefined();
  expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
  const answer = await refundWhole(api, orderId);
  expect(answer).toMatchObject({ status: 201, replayed: point.endsWith('after-commit') });
  await start('worker');
  await untilRefunded(orderId);
  expect(await refundsOf(orderId)).toEqual([{ status: 1, amount: 10_000, back: 1 }]);
  expect(
    await rows('SELECT operating FROM t_coupon_opt_record WHERE coupon_id = ? ORDER BY id', [couponId]),
  ).toEqual([{ operating: 0 }, { operating: 1 }, { operating: 2 }]);
});

test.each<FaultPoint>([
  'order.refund:before-provider',
  'order.refund:after-provider',
  'order.refund:after-finish',
])(
  'kill -9 at %s of who sends a refund: the money goes back once, and the refund is noted',
  async (point) => {
    const { orderId } = await paidOrder(await start('main'));
    const dying = await start('main', point);
    await refundWhole(dying, orderId);
    expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await start('worker');
    await untilRefunded(orderId);
    expect(await refundsOf(orderId)).toEqual([{ status: 1, amount: 10_000, back: 1 }]);
  },
);

test.each<FaultPoint>(['outbox:before-commit', 'outbox:after-commit'])(
  'kill -9 of the worker within a job at %s: accepted work is done exactly once',
  async (point) => {
    const api = await start('main');
    const shop = await openShop(api);
    const users = Array.from({ length: 5 }, () => String(++user));
    const reply = await checkedFetch(`${api.url}/v1/batches/${shop.batchId}/issues`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${merchantToken(1)}`,
        'content-type': 'application/json',
        prefer: 'respond-async',
      },
      body: JSON.stringify({ userIds: users }),
    });
    expect(reply.status).toBe(202);
    const { operationId } = (await reply.json()) as { operationId: string };
    const dying = await start('worker', point);
    expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
    // What the relay has queued once falls due again; here it need not wait for that.
    await rows('UPDATE outbox SET due_at = ?', [new Date(0)]);
    await start('worker');
    await until(
      'the operation is done',
      async () => {
        const [row] = await rows<{ status: number }>('SELECT status FROM operation WHERE operation_id = ?', [
          operationId,
        ]);
        return row?.status === 1;
      },
      60_000,
    );
    expect(await rows('SELECT 1 FROM coupon WHERE batch_id = ?', [shop.batchId])).toHaveLength(5);
  },
);

test.each(['main', 'worker'] as const)('%s ends with 0 on SIGTERM', async (name) => {
  const process = await start(name);
  expect(await process.kill('SIGTERM')).toEqual({ code: 0, signal: null });
});
