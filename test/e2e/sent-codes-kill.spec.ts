import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { FAULT_POINTS, type FaultPoint } from '../../src/platform/faults';
import { checkedFetch } from '../support/contract/checked-fetch';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type MailServer, startMailServer } from '../support/servers/mail-server';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { merchantToken, userToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(120_000);

const USERS = 2_500;
const CODE = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}/;

let environment: TestEnvironment;
let connection: Connection;
let mail: MailServer;
let api: AppProcess;
let firstUser = 0;
const running = new Set<AppProcess>();

beforeAll(async () => {
  mail = await startMailServer();
  environment = await newEnvironment({
    DUE_SCAN_SECONDS: '1',
    DELIVERY_LEASE_SECONDS: '10',
    SMTP_URL: mail.url,
    PUBLIC_URL: 'https://shop.example',
    UNSUBSCRIBE_SECRETS: 'only-tests-have-this-secret-0123456789',
    SMTP_FROM: 'coupons@shop.example',
    SMTP_PER_SECOND: '5000',
  });
  connection = await createConnection(environment.env.DATABASE_URL as string);
  api = await startProcess('main', environment.env);
});
afterEach(async () => {
  await Promise.all([...running].map((process) => process.kill('SIGTERM')));
});
afterAll(async () => {
  await api.kill('SIGTERM');
  await connection.end();
  await environment.drop();
  await mail.stop();
});

async function startWorker(point?: FaultPoint): Promise<AppProcess> {
  const fault: Record<string, string> = point ? { FAULT_POINT: point } : {};
  const worker = await startProcess('worker', { ...environment.env, ...fault });
  running.add(worker);
  void worker.ended.then(() => running.delete(worker));
  return worker;
}

async function rows<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await connection.query<RowDataPacket[]>(sql, values))[0] as Row[];
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
async function call(method: string, path: string, body?: unknown, token = merchantToken()): Promise<any> {
  const reply = await checkedFetch(api.url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  const text = await reply.text();
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${text}`);
  return path.endsWith('.csv') ? text : JSON.parse(text);
}

/** Users of a tag of their own; every fifth of them has an e-mail address. */
async function audience(): Promise<string> {
  firstUser += 100_000;
  const now = new Date();
  const ids = Array.from({ length: USERS }, (_, at) => firstUser + at);
  await connection.query(
    `INSERT INTO audience_user (user_id, email, email_opt_in, quiet_from, quiet_until, last_active_at, created_at, updated_at)
     VALUES ?`,
    [ids.map((id, at) => [id, at % 5 ? null : `u${id}@mail.example`, 1, '00:00', '00:00', now, now, now])],
  );
  const code = `kill-${firstUser}`;
  await connection.query('INSERT INTO tag (tag_id, code, name, created_at) VALUES (?, ?, ?, ?)', [
    firstUser,
    code,
    code,
    now,
  ]);
  await connection.query('INSERT INTO user_tag (tag_id, user_id) VALUES ?', [
    ids.map((id) => [firstUser, id]),
  ]);
  return code;
}

async function publishBatch(): Promise<string> {
  const { ruleId } = await call('POST', '/v1/rules', {
    name: 'Spend 100.00, get 20.00 off',
    type: 0,
    currency: 'USD',
    ruleContent: { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 },
  });
  const { batchId } = await call('POST', '/v1/batches', {
    couponName: '20.00 off',
    ruleId,
    totalCount: 10,
    perUserLimit: 1,
    codeMode: 'unique',
    claimFrom: '2026-01-01T00:00:00Z',
    claimUntil: '2036-01-01T00:00:00Z',
    validDays: 30,
    remindDays: [1],
  });
  await call('POST', `/v1/batches/${batchId}/publish`, {});
  return batchId;
}

const codePoints = FAULT_POINTS.filter((point) => point.startsWith('code.'));
const points: FaultPoint[] = [
  ...codePoints,
  'distribution.start:after-commit',
  'distribution.plan:before-commit',
  'distribution.plan:after-commit',
  'distribution.chunk:after-commit',
  'notify.deliver:after-provider',
];

test.each(points)(
  'kill -9 of a worker at %s: each user has one code, no two the same, and every mail of theirs tells that one',
  async (point) => {
    const [tag, batchId] = [await audience(), await publishBatch()];
    mail.received.length = 0;
    const dying = await startWorker(point);
    const { distributionId } = await call('POST', '/v1/distributions', {
      batchId,
      selection: { tags: { any: [tag] } },
      message: { title: 'A gift', body: 'Your code: {{code}}' },
    });
    expect(await dying.ended).toEqual({ code: null, signal: 'SIGKILL' });
    // Two at once take over.
    await Promise.all([startWorker(), startWorker()]);
    const ended = await until(
      'it has ended',
      async () => {
        const shown = await call('GET', `/v1/distributions/${distributionId}`);
        return ['done', 'exhausted', 'incomplete', 'cancelled'].includes(shown.status) && shown;
      },
      60_000,
    );
    expect(ended).toMatchObject({ status: 'done', progress: { issued: USERS, done: USERS, skipped: 0 } });
    await until(
      'all mails are settled',
      async () => (await rows('SELECT 1 FROM notify_delivery WHERE status = 0')).length === 0,
      60_000,
    );
    const inbox = await rows<{ userId: number; serial: number }>(
      `SELECT i.user_id AS userId, i.code_serial AS serial FROM notify_inbox i
       JOIN notify_message m ON m.message_id = i.message_id WHERE m.source_key = ?`,
      [`distribution:${distributionId}`],
    );
    expect([inbox.length, new Set(inbox.map(({ userId }) => userId)).size]).toEqual([USERS, USERS]);
    expect(new Set(inbox.map(({ serial }) => serial)).size).toBe(USERS);
    const codes = (await call('GET', `/v1/batches/${batchId}/codes.csv`)).trimEnd().split('\n').slice(1);
    const codeOf = new Map(
      inbox.map(({ userId, serial }) => [`u${userId}@mail.example`, codes[serial - 1].split(',')[1]]),
    );
    const told = mail.received.map(({ to, raw }) => ({ to, code: CODE.exec(raw)![0] }));
    expect(new Set(told.map(({ to }) => to)).size).toBe(USERS / 5);
    expect(told.filter(({ to, code }) => codeOf.get(to) !== code)).toEqual([]);
    const { to, code } = told[0]!;
    const owner = /\d+/.exec(to)![0];
    const coupon = await call('POST', '/v1/codes/redemptions', { code }, userToken(owner));
    expect(coupon).toMatchObject({ batchId, userId: owner });
  },
);

test('there are fault points on the way of a code', () => {
  expect(codePoints).toHaveLength(3);
});
