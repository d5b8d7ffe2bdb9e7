import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { findViolations } from '../support/checkout';
import { checkedFetch } from '../support/contract/checked-fetch';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { startMysqlProxy } from '../support/servers/mysql-proxy';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { merchantToken, userToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(180_000);

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const PRELOAD = join(__dirname, '../support/servers/step-date.cjs');
const USERS = 12;

let environment: TestEnvironment;
let connection: Connection;
let processes: AppProcess[];

afterEach(async () => {
  await Promise.all(processes.map((process) => process.kill('SIGTERM')));
  await connection.end();
  await environment.drop();
});

async function rows<Row>(sql: string): Promise<Row[]> {
  const [found] = await connection.query<RowDataPacket[]>(sql);
  return found as Row[];
}

async function post(api: AppProcess, path: string, token: string, body?: unknown, csv?: string) {
  const reply = await checkedFetch(api.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(csv === undefined
        ? body !== undefined && { 'content-type': 'application/json' }
        : { 'content-type': 'text/csv' }),
    },
    body: csv ?? (body === undefined ? undefined : JSON.stringify(body)),
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${JSON.stringify(answer)}`);
  // biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
  return answer as any;
}

/** By how many days the process's host is ahead of the database, as its metrics say. */
async function hostDays(process: AppProcess): Promise<number> {
  const text = await (await fetch(`${process.url}/metrics`)).text();
  const seconds = /^coupon_clock_host_offset_seconds (\S+)$/m.exec(text)?.[1];
  return Math.round(Number(seconds) / 86_400);
}

const step = async (days: number) => {
  for (const { child } of processes) child.kill('SIGUSR2');
  await until('the host has stepped', async () => {
    const away = await Promise.all(processes.map(hostDays));
    return away.every((found) => found === days);
  });
};

/** A published batch, and a product. */
async function openShop(api: AppProcess) {
  const token = merchantToken(1);
  const rule = await post(api, '/v1/rules', token, {
    name: 'Spend 100.00, get 20.00 off',
    type: 0,
    currency: 'USD',
    ruleContent: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
  });
  const { batchId } = await post(api, '/v1/batches', token, {
    couponName: '20.00 off',
    ruleId: rule.ruleId,
    totalCount: null,
    perUserLimit: 1,
    claimFrom: new Date(Date.now() - DAY_MS).toISOString(),
    claimUntil: new Date(Date.now() + DAY_MS).toISOString(),
    validDays: 1,
    remindDays: [1],
  });
  await post(api, `/v1/batches/${batchId}/publish`, token);
  await post(
    api,
    '/v1/catalogue/imports',
    token,
    undefined,
    'sku,name,category,price_minor,currency\nLAMP,Lamp,Home,6000,USD\n',
  );
  const [product] = await rows<{ id: string }>(
    "SELECT CAST(product_id AS CHAR) AS id FROM product WHERE sku = 'LAMP'",
  );
  return { batchId, productId: product!.id };
}

/** Every time in every table that says when something happened or is due next, with how far it is from now. */
async function timesAway(): Promise<{ column: string; awayMs: number }[]> {
  const columns = await rows<{ t: string; c: string }>(
    `SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
     AND DATA_TYPE = 'datetime' AND COLUMN_NAME IN ('created_at', 'updated_at', 'closed_at', 'paid_at', 'due_at', 'check_at',
       'expires_at', 'issued_at', 'happened_at', 'finished_at')`,
  );
  const found: { column: string; awayMs: number }[] = [];
  for (const { t, c } of columns) {
    const [range] = await rows<{ away: string | null }>(
      `SELECT MAX(ABS(TIMESTAMPDIFF(SECOND, ${c}, UTC_TIMESTAMP()))) AS away FROM ${t}`,
    );
    if (range!.away !== null) found.push({ column: `${t}.${c}`, awayMs: Number(range!.away) * 1000 });
  }
  return found;
}

test.each([2, -2])('a host whose date is wrong by %d days for a while changes nothing', async (days) => {
  environment = await newEnvironment({
    DUE_SCAN_SECONDS: '1',
    ORDER_UNPAID_SECONDS: '1800',
    STEP_DATE_MS: String(days * DAY_MS),
    NODE_OPTIONS: `--require ${PRELOAD}`,
  });
  connection = await createConnection(environment.env.DATABASE_URL as string);
  processes = await Promise.all([
    startProcess('main', environment.env),
    startProcess('worker', environment.env),
  ]);
  const [api] = processes as [AppProcess, AppProcess];
  const { batchId, productId } = await openShop(api);

  const couponIds = new Map<number, string>();
  const claim = async (userId: number) => {
    const { couponId } = await post(api, `/v1/batches/${batchId}/claims`, userToken(userId));
    couponIds.set(userId, couponId);
  };
  const order = (userId: number) =>
    post(api, '/v1/orders', userToken(userId), {
      items: [{ productId, quantity: 2 }],
      couponIds: [couponIds.get(userId)],
    });
  // Half of them have theirs before the step; their orders wait for payment through it.
  const users = Array.from({ length: USERS }, (_, at) => at + 1);
  const [before, during] = [users.slice(0, USERS / 2), users.slice(USERS / 2)];
  for (const userId of before) {
    await claim(userId);
    await order(userId);
  }
  await step(days);
  for (const userId of during) {
    await claim(userId);
    const { orderId } = await order(userId);
    await post(api, `/v1/orders/${orderId}/payments`, userToken(userId), { methodToken: 'sandbox_ok' });
  }
  await step(0);

  await until('the promised work is done', async () => (await rows('SELECT 1 FROM outbox')).length === 0);
  expect(
    await rows('SELECT status, COUNT(*) AS n FROM orders GROUP BY status ORDER BY status'),
  ).toMatchObject([
    { status: 0, n: before.length },
    { status: 1, n: during.length },
  ]);
  const [{ assigned }] = (await rows<{ assigned: string }>(
    `SELECT assign_count AS assigned FROM coupon_batch WHERE batch_id = ${Number(batchId)}`,
  )) as [{ assigned: string }];
  expect(Number(assigned)).toBe(USERS);
  expect((await timesAway()).filter(({ awayMs }) => awayMs > HOUR_MS)).toEqual([]);
  expect(await findViolations({ rows })).toEqual([]);
});

test("a worker whose measure of the database's time is in doubt times nothing out, ends nothing and deletes nothing", async () => {
  environment = await newEnvironment({
    DUE_SCAN_SECONDS: '1',
    PURGE_SECONDS: '1',
    ORDER_UNPAID_SECONDS: '1800',
  });
  connection = await createConnection(environment.env.DATABASE_URL as string);
  const proxy = await startMysqlProxy(environment.env.DATABASE_URL as string, 'UTC_TIMESTAMP(3) AS now');
  try {
    processes = await Promise.all([
      startProcess('main', environment.env),
      startProcess('worker', { ...environment.env, DATABASE_URL: proxy.url }),
    ]);
    const [api, worker] = processes as [AppProcess, AppProcess];
    const metric = async (line: RegExp): Promise<number> => {
      const text = await (await fetch(`${worker.url}/metrics`)).text();
      return Number(line.exec(text)?.[1] ?? 0);
    };
    const isTrusted = async () => (await metric(/^coupon_clock_trusted (\d)$/m)) === 1;
    const rounds = (task: string) =>
      metric(new RegExp(`^coupon_periodic_task_duration_seconds_count\\{task="${task}"\\} (\\d+)$`, 'm'));
    const TASKS = ['unpaid orders', 'ended coupons', 'idempotency key purge'];

    const { batchId, productId } = await openShop(api);
    const { couponId } = await post(api, `/v1/batches/${batchId}/claims`, userToken(1));
    const { orderId } = await post(api, '/v1/orders', userToken(1), {
      items: [{ productId, quantity: 2 }],
      couponIds: [couponId],
    });
    const { couponId: unused } = await post(api, `/v1/batches/${batchId}/claims`, userToken(2));

    // On the way back only: what was asked seems to have been answered in the middle of the wait, a second and a half off.
    proxy.delayAnswers(3_000);
    await until('the time is in doubt', async () => !(await isTrusted()), 60_000);
    await connection.query('UPDATE orders SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE');
    await connection.query(
      'UPDATE coupon SET valid_from = UTC_TIMESTAMP(3) - INTERVAL 2 DAY, valid_until = UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE WHERE coupon_id = ?',
      [unused],
    );
    await connection.query(
      `INSERT INTO idempotency_key (scope, idem_key, request_hash, created_at)
       VALUES ('user:1', 'old', REPEAT('0', 64), UTC_TIMESTAMP(3) - INTERVAL 3 DAY)`,
    );
    const left = async () => [
      ...(await rows(`SELECT status FROM orders WHERE order_id = ${Number(orderId)}`)),
      ...(await rows(`SELECT status FROM coupon WHERE coupon_id = ${Number(unused)}`)),
      ...(await rows("SELECT COUNT(*) AS n FROM idempotency_key WHERE idem_key = 'old'")),
    ];
    const before = await left();

    const done = await Promise.all(TASKS.map(rounds));
    await until('each task has had its rounds', async () => {
      const now = await Promise.all(TASKS.map(rounds));
      return now.every((count, at) => count >= (done[at] as number) + 3);
    });
    expect(await isTrusted()).toBe(false);
    expect(await left()).toEqual(before);
    expect(before).toEqual([{ status: 0 }, { status: 0 }, { n: 1 }]);

    proxy.delayAnswers(0);
    await until('the time is sure', isTrusted, 60_000);
    await until(
      'what was due is done',
      async () => {
        const [order, coupon, keys] = (await left()) as [
          { status: number },
          { status: number },
          { n: number },
        ];
        return order.status !== 0 && coupon.status !== 0 && Number(keys.n) === 0;
      },
      60_000,
    );
    expect(await findViolations({ rows })).toEqual([]);
  } finally {
    await proxy.stop();
  }
});
