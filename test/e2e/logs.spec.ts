import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type PrivateServer, startPrivateRedis } from '../support/servers/private-servers';
import { type AppProcess, launchProcess, startProcess } from '../support/servers/processes';
import { merchantToken, userToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(180_000);

/** Stands in every secret and every personal datum of these tests. */
const MARK = 'MARKEDSECRET';
const PROCESSES = ['main', 'worker'] as const;
type Name = (typeof PROCESSES)[number];

let environment: TestEnvironment;
const running = new Set<AppProcess>();
const env = (overrides: Record<string, string>) => ({ ...environment.env, LOG_LEVEL: 'trace', ...overrides });

beforeAll(async () => {
  environment = await newEnvironment();
});
afterEach(() => Promise.all([...running].map((process) => process.kill('SIGKILL'))));
afterAll(() => environment.drop());

async function launch(name: Name, overrides: Record<string, string>): Promise<AppProcess> {
  const process = await launchProcess(name, env(overrides), { keepOutput: true });
  running.add(process);
  void process.ended.then(() => running.delete(process));
  return process;
}

async function start(name: Name, overrides: Record<string, string>): Promise<AppProcess> {
  const process = await startProcess(name, env(overrides), { keepOutput: true });
  running.add(process);
  void process.ended.then(() => running.delete(process));
  return process;
}

const withPassword = (url: string, password: string): string => {
  const changed = new URL(url);
  changed.password = password;
  return changed.href;
};

const lines = (process: AppProcess) =>
  process
    .output()
    .split('\n')
    .filter((line) => line !== '');

describe('what can never work ends a process at its start, with a message and no secret', () => {
  test.each(
    PROCESSES.flatMap((name) =>
      ['DATABASE_URL', 'REDIS_URL', 'LOG_LEVEL', 'JWT_SECRET'].map((variable): [Name, string] => [
        name,
        variable,
      ]),
    ),
  )('%s: a wrong %s', async (name, variable) => {
    const values: Record<string, string> = {
      DATABASE_URL: withPassword(environment.env.DATABASE_URL as string, MARK),
      REDIS_URL: withPassword(environment.env.REDIS_URL as string, MARK),
      LOG_LEVEL: 'loud',
      JWT_SECRET: MARK,
    };
    const process = await launch(name, { [variable]: values[variable] as string });
    expect(await process.ended).toEqual({ code: 1, signal: null });
    expect(process.output()).toContain(variable);
    expect(process.output()).not.toContain(MARK);
    expect(process.output()).not.toMatch(/\n\s+at /);
    expect(lines(process).length).toBeLessThan(6);
  });
});

describe('a Redis that answers and does not work', () => {
  let redis: PrivateServer;
  let admin: Redis;
  beforeEach(async () => {
    redis = await startPrivateRedis();
    admin = new Redis(redis.url);
  });
  afterEach(async () => {
    admin.disconnect();
    await redis.stop();
  });

  test.each([
    [
      'a replica',
      async (): Promise<void> => {
        await admin.replicaof('127.0.0.1', 1);
      },
    ],
    [
      'full',
      async (): Promise<void> => {
        await admin.config('SET', 'maxmemory', '1');
      },
    ],
    [
      'one with another password',
      async (): Promise<void> => {
        await admin.config('SET', 'requirepass', `${MARK}2`);
        await admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      },
    ],
  ] as const)('%s: both say that it is down, and do not fill their logs', async (_what, spoil) => {
    const processes: AppProcess[] = await Promise.all(
      PROCESSES.map((name) => start(name, { REDIS_URL: redis.url })),
    );
    const saysRedis = (process: AppProcess, state: string) => async (): Promise<boolean> => {
      const reply = await fetch(`${process.url}/health/ready`);
      return reply.ok && ((await reply.json()) as { redis: string }).redis === state;
    };
    for (const process of processes) await until('Redis is up', saysRedis(process, 'up'));
    const before = processes.map((process) => lines(process).length);
    await spoil();
    for (const process of processes) await until('Redis is down', saysRedis(process, 'down'));
    // A worker that asked again at once wrote some thousand lines in such a time.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    processes.forEach((process, at) => {
      expect(lines(process).length - before[at]!).toBeLessThan(100);
      expect(process.output()).not.toContain(MARK);
    });
  });
});

test('no error of a statement, a provider, a mail server or a request shows what was sent', async () => {
  const connection = await createConnection(environment.env.DATABASE_URL as string);
  // Each of these tables now refuses what is written to it, in words that repeat it.
  for (const [table, column] of [
    ['audience_user', 'email'],
    ['payment', 'method_token'],
    ['rule', 'name'],
  ]) {
    const [columns] = await connection.query('SHOW COLUMNS FROM ?? LIKE ?', [table, column]);
    if ((columns as unknown[]).length === 0) continue;
    await connection.query(
      `CREATE TRIGGER fails_${table} BEFORE INSERT ON ${table} FOR EACH ROW
       SIGNAL SQLSTATE '45000' SET MYSQL_ERRNO = 1366, MESSAGE_TEXT = 'Incorrect value: ''${MARK} Smith'''`,
    );
  }
  await connection.end();
  const processes = await Promise.all(
    PROCESSES.map((name) =>
      start(name, {
        SMTP_URL: `smtp://shop:${MARK}@127.0.0.1:1`,
        SMTP_FROM: 'shop@example.org',
        PUBLIC_URL: 'https://shop.example.org',
        UNSUBSCRIBE_SECRETS: `${MARK}-secret-of-the-links-0123456789`,
        TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000000',
        TWILIO_AUTH_TOKEN: `${MARK}token`,
        TWILIO_FROM: '+15550001111',
        TWILIO_URL: 'http://127.0.0.1:1',
        SANDBOX_API_URL: `http://${MARK}:${MARK}@127.0.0.1:1`,
      }),
    ),
  );
  const api = processes[0]!;
  const post = (path: string, token: string, body: string, type = 'application/json') =>
    fetch(api.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type, 'idempotency-key': `${MARK}-key` },
      body,
    });
  const rule = {
    name: `${MARK} Smith`,
    type: 0,
    currency: 'USD',
    ruleContent: { threshold: { amountMinor: 100 }, amountMinor: 100 },
  };
  expect((await post('/v1/rules', merchantToken(1), JSON.stringify(rule))).status).toBe(500);
  const csv = `user_id,email,phone\n17,${MARK.toLowerCase()}@example.org,+436601234567\n`;
  await post('/v1/audience/imports', merchantToken(1), csv, 'text/csv');
  await post('/v1/orders/1/payments', userToken(1), JSON.stringify({ methodToken: `pm_${MARK}` }));
  await post('/v1/rules', `${userToken(1)}${MARK}`, '{');
  await fetch(`${api.url}/v1/orders/%zz${MARK}?token=${MARK}`);
  await until('it is logged', () => api.output().includes('request failed'));
  for (const process of processes) {
    await process.kill('SIGTERM');
    expect(process.output()).not.toMatch(new RegExp(`${MARK}|Smith|436601234567`, 'i'));
  }
});
