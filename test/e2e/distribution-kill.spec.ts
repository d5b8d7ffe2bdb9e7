import { type Connection, createConnection } from 'mysql2/promise';
import type { Database } from '../../src/platform/database';
import { FAULT_POINTS, type FaultPoint } from '../../src/platform/faults';
import { newBatch, newRule } from '../support/builders';
import { checkedFetch } from '../support/contract/checked-fetch';
import { distributionViolations, newTaggedUsers } from '../support/distributions';
import { overConnection } from '../support/over-connection';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { merchantToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(120_000);

let environment: TestEnvironment;
let connection: Connection;
let database: Database;
let api: AppProcess;
const running = new Set<AppProcess>();

const startWorker = async (point?: FaultPoint): Promise<AppProcess> => {
  const fault: Record<string, string> = point ? { FAULT_POINT: point } : {};
  const worker = await startProcess('worker', { ...environment.env, ...fault });
  running.add(worker);
  void worker.ended.then(() => running.delete(worker));
  return worker;
};

beforeAll(async () => {
  environment = await newEnvironment();
  connection = await createConnection({
    uri: environment.env.DATABASE_URL as string,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  database = overConnection(connection);
  api = await startProcess('main', environment.env);
});

afterEach(async () => {
  await Promise.all([...running].map((process) => process.kill('SIGTERM')));
});

afterAll(async () => {
  await api.kill('SIGTERM');
  await connection.end();
  await environment.drop();
});

async function call(method: string, path: string, body?: unknown) {
  const reply = await checkedFetch(`${api.url}/v1/distributions${path}`, {
    method,
    headers: {
      authorization: `Bearer ${merchantToken()}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  // biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
  return (await reply.json()) as any;
}

const points = FAULT_POINTS.filter((point) => point.startsWith('distribution.'));

test('there are fault points on every step', () => {
  expect(points.length).toBeGreaterThanOrEqual(9);
});

test.each(points)(
  'kill -9 of a worker at %s: every user gets exactly one coupon, what is left is returned',
  async (point) => {
    const { code } = await newTaggedUsers(database, 5_000);
    const { batchId } = await newBatch(database, { totalCount: 6_000, ruleId: await newRule(database) });
    const dying = await startWorker(point);
    const { distributionId } = await call('POST', '', { batchId, selection: { tags: { any: [code] } } });
    expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await startWorker();
    const ended = await until(
      'it has ended',
      async () => {
        const shown = await call('GET', `/${distributionId}`);
        return ['done', 'exhausted', 'incomplete', 'cancelled'].includes(shown.status) && shown;
      },
      60_000,
    );
    expect(ended).toMatchObject({
      status: 'done',
      progress: { issued: 5_000, done: 5_000, skipped: 0, failed: 0, reserved: 0 },
    });
    const batch = await database.row(
      `SELECT total_count, reserved_count, assign_count, COUNT(*) AS coupons, COUNT(DISTINCT user_id) AS users
     FROM coupon_batch JOIN coupon USING (batch_id) WHERE batch_id = ? GROUP BY batch_id`,
      [batchId],
    );
    expect(batch).toEqual({
      total_count: '1000',
      reserved_count: '0',
      assign_count: '5000',
      coupons: '5000',
      users: '5000',
    });
    const reminders = await database.row(
      'SELECT COUNT(*) AS n, COUNT(DISTINCT user_id) AS users FROM t_notify_msg WHERE batch_id = ?',
      [batchId],
    );
    expect(reminders).toEqual({ n: '10000', users: '5000' });
    expect(await distributionViolations(database, distributionId)).toEqual([]);
  },
);

test('a worker that is stopped in mid-run for longer than its job lock changes nothing when it wakes up', async () => {
  const { code } = await newTaggedUsers(database, 8_000);
  const { batchId } = await newBatch(database, { totalCount: 8_000 });
  const sleeper = await startWorker();
  const { distributionId } = await call('POST', '', { batchId, selection: { tags: { any: [code] } } });
  await until('it has begun', async () => (await call('GET', `/${distributionId}`)).status === 'running');
  sleeper.child.kill('SIGSTOP');
  try {
    await startWorker();
    const stoppedAt = Date.now();
    await until(
      'the other worker has done it, and the lock has run out',
      async () =>
        Date.now() - stoppedAt > 12_000 && (await call('GET', `/${distributionId}`)).status === 'done',
      60_000,
    );
  } finally {
    sleeper.child.kill('SIGCONT');
  }
  await until('the sleeper is awake', () =>
    fetch(`${sleeper.url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  expect(await distributionViolations(database, distributionId)).toEqual([]);
  const held = await database.row(
    'SELECT COUNT(*) AS n, COUNT(DISTINCT user_id) AS users FROM coupon WHERE batch_id = ?',
    [batchId],
  );
  expect(held).toEqual({ n: '8000', users: '8000' });
});
