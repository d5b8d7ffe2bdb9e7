import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { loadConfig } from '../../src/config/config';
import { migrate } from '../../src/platform/database/orm';
import { schema } from '../../src/schema';
import { emptyEnvironment, newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { startPrivateMysql, startPrivateRedis } from '../support/servers/private-servers';
import { type AppProcess, launchProcess, startProcess } from '../support/servers/processes';
import { merchantToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(180_000);

/** The application's own grace in these tests; a process that is still there after it is one too many. */
const GRACE_SECONDS = 6;
const PROCESSES = ['main', 'worker'] as const;
type Name = (typeof PROCESSES)[number];

let environment: TestEnvironment;
const running = new Set<AppProcess>();

function remember(process: AppProcess): AppProcess {
  running.add(process);
  void process.ended.then(() => running.delete(process));
  return process;
}

const env = (overrides: Record<string, string> = {}): Record<string, string> => ({
  ...environment.env,
  LOG_LEVEL: 'info',
  SHUTDOWN_GRACE_SECONDS: String(GRACE_SECONDS),
  ...overrides,
});
const launch = async (name: Name, overrides: Record<string, string> = {}, listens = true) =>
  remember(await launchProcess(name, env(overrides), { keepOutput: true, listens }));
const start = async (name: Name, overrides: Record<string, string> = {}) =>
  remember(await startProcess(name, env(overrides), { keepOutput: true }));

interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
  body: any;
}

/** @returns undefined while nothing listens */
async function ask(process: AppProcess, path: string, init: RequestInit = {}): Promise<Answer | undefined> {
  const reply = await fetch(process.url + path, init).catch(() => undefined);
  if (!reply) return undefined;
  const text = await reply.text();
  const isJson = /json/.test(reply.headers.get('content-type') ?? '');
  return { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(text) : text };
}

const untilAnswers = (process: AppProcess) => until('it listens', () => ask(process, '/health/live'), 90_000);

beforeAll(async () => {
  environment = await newEnvironment();
});
afterEach(() => Promise.all([...running].map((process) => process.kill('SIGKILL'))));
afterAll(() => environment.drop());

/** Lines of the log that tell of a fault. */
const faults = (process: AppProcess): Record<string, unknown>[] =>
  process
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { level: number })
    .filter(({ level }) => level >= 40);

describe('ready', () => {
  test.each(PROCESSES)(
    '%s is not ready without its schema, says how much is missing, and is by itself when it is there',
    async (name) => {
      const empty = await emptyEnvironment();
      const process = await launch(name, empty.env);
      await untilAnswers(process);
      const count = schema.migrations.length;
      expect(await ask(process, '/health/ready')).toMatchObject({
        status: 503,
        body: {
          code: 'NOT_READY',
          detail: `${count} migrations pending`,
          migrationsPending: count,
          mysql: 'migrating',
        },
      });
      const headers = { authorization: `Bearer ${merchantToken(1)}` };
      const refused = await ask(process, '/v1/batches', { headers });
      expect(refused).toMatchObject({ status: 503, body: { code: 'BUSY' } });
      expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/);
      // Nothing has begun to work on tables that are not there.
      expect(faults(process).filter(({ level }) => (level as number) >= 50)).toEqual([]);
      expect(faults(process).length).toBeLessThan(10);
      await migrate(loadConfig(empty.env), schema);
      await until('it is ready', async () => (await ask(process, '/health/ready'))?.status === 200);
      expect((await ask(process, '/v1/batches', { headers }))?.status).toBe(name === 'main' ? 200 : 404);
      expect(await process.kill('SIGTERM')).toEqual({ code: 0, signal: null });
      await empty.drop();
    },
  );

  test('a server that takes no writes, or is away, makes both processes unready, and they come back by themselves', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'coupon-read-only-'));
    const database = 'coupon_test_ready';
    const writable = await startPrivateMysql({ dir, database });
    await migrate(loadConfig(env({ DATABASE_URL: writable.url })), schema);
    await writable.stop();
    let mysql = await startPrivateMysql({ dir, database, settings: { extra: { 'read-only': 1 } } });
    try {
      const processes = await Promise.all(PROCESSES.map((name) => launch(name, { DATABASE_URL: mysql.url })));
      for (const process of processes) {
        await untilAnswers(process);
        expect(await ask(process, '/health/ready')).toMatchObject({
          status: 503,
          body: { mysql: 'read_only' },
        });
      }
      await mysql.stop();
      for (const process of processes) {
        expect(await ask(process, '/health/ready')).toMatchObject({
          status: 503,
          body: { code: 'NOT_READY', mysql: 'down' },
        });
        expect(await ask(process, '/health/live')).toMatchObject({ status: 200 });
      }
      mysql = await startPrivateMysql({ dir, database });
      for (const process of processes) {
        await until('it is ready again', async () => (await ask(process, '/health/ready'))?.status === 200);
      }
      // Of each kind of error one line at once, and one in ten seconds.
      for (const process of processes) expect(faults(process).length).toBeLessThan(150);
    } finally {
      await mysql.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('the end', () => {
  /** Accepts connections and says nothing. */
  let silent: { server: Server; port: number; connections: Set<Socket> };
  beforeAll(async () => {
    const connections = new Set<Socket>();
    const server = createServer((socket) => connections.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    silent = { server, port: (server.address() as { port: number }).port, connections };
  });
  afterEach(() => {
    for (const socket of silent.connections) socket.destroy();
    silent.connections.clear();
  });
  afterAll(() => silent.server.close());

  /** Tells the process to stop. @returns how it ended; fails when that took longer than its grace */
  async function stop(process: AppProcess, atMostSeconds = GRACE_SECONDS) {
    const since = Date.now();
    const end = await process.kill('SIGTERM');
    expect((Date.now() - since) / 1000).toBeLessThan(atMostSeconds + 1);
    return end;
  }

  test.each(PROCESSES)('%s ends in order while it still loads', async (name) => {
    const tell = join(__dirname, '../support/servers/stop-while-loading.cjs');
    const process = await launch(name, { NODE_OPTIONS: `--require ${tell}` });
    expect(await process.ended).toEqual({ code: 0, signal: null });
  });

  test.each(PROCESSES)('%s ends at once while it waits for MySQL at its start', async (name) => {
    const process = await launch(name, { DATABASE_URL: `mysql://u:p@127.0.0.1:${silent.port}/x` });
    await until('it has connected', () => silent.connections.size > 0, 90_000);
    expect(await stop(process)).toEqual({ code: 0, signal: null });
  });

  test.each(PROCESSES.flatMap((name) => [[name, 'away'] as const, [name, 'silent'] as const]))(
    '%s ends within its grace when Redis has been %s since its start',
    async (name, how) => {
      const port = how === 'silent' ? silent.port : 1;
      const process = await launch(name, { REDIS_URL: `redis://127.0.0.1:${port}/0` });
      await untilAnswers(process);
      await until('it is ready', async () => (await ask(process, '/health/ready'))?.status === 200);
      expect(await ask(process, '/health/ready')).toMatchObject({ body: { redis: 'down' } });
      expect(await stop(process)).toEqual({ code: 0, signal: null });
    },
  );

  test('a worker that listens nowhere ends in order as well', async () => {
    const process = await launch('worker', {}, false);
    await until('it runs', () => process.output().includes('worker listens'), 90_000);
    expect(await stop(process)).toEqual({ code: 0, signal: null });
  });

  test.each(['SIGSTOP', 'SIGKILL'] as const)(
    'both end within their grace after %s of MySQL and Redis',
    async (signal) => {
      const mysql = await startPrivateMysql({ database: 'coupon_test_end' });
      const redis = await startPrivateRedis();
      try {
        const own = { DATABASE_URL: mysql.url, REDIS_URL: redis.url };
        await migrate(loadConfig(env(own)), schema);
        const processes = await Promise.all(PROCESSES.map((name) => start(name, own)));
        await mysql.kill(signal);
        await redis.kill(signal);
        const ends = await Promise.all(processes.map((process) => stop(process)));
        // A statement that a stopped server has and never answers is work under way, which the grace cuts off.
        const code = signal === 'SIGKILL' ? 0 : expect.any(Number);
        expect(ends).toEqual(ends.map(() => ({ code, signal: null })));
      } finally {
        await mysql.kill('SIGKILL');
        await redis.kill('SIGKILL');
        await mysql.stop();
        await redis.stop();
      }
    },
  );

  describe('of a worker within a job', () => {
    let holder: Connection;
    let batchId: string;
    let api: AppProcess;

    beforeEach(async () => {
      api = await start('main');
      const call = (path: string, body: unknown, headers = {}) =>
        ask(api, path, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${merchantToken(1)}`,
            'content-type': 'application/json',
            ...headers,
          },
          body: JSON.stringify(body),
        });
      const rule = await call('/v1/rules', {
        name: '1.00 off',
        type: 0,
        currency: 'USD',
        ruleContent: { threshold: { amountMinor: 100 }, amountMinor: 100 },
      });
      const made = await call('/v1/batches', {
        couponName: '1.00 off',
        ruleId: rule?.body.ruleId,
        totalCount: 10,
        perUserLimit: 1,
        claimFrom: '2026-01-01T00:00:00Z',
        claimUntil: '2036-01-01T00:00:00Z',
        validDays: 30,
      });
      batchId = made?.body.batchId;
      await call(`/v1/batches/${batchId}/publish`, {});
      holder = await createConnection(environment.env.DATABASE_URL as string);
      await holder.beginTransaction();
      await holder.query('SELECT 1 FROM coupon_batch WHERE batch_id = ? FOR UPDATE', [batchId]);
      const issue = await call(
        `/v1/batches/${batchId}/issues`,
        { userIds: ['1', '2', '3'] },
        { prefer: 'respond-async' },
      );
      expect(issue?.status).toBe(202);
    });
    afterEach(() => holder.destroy());

    const untilJobWaits = () =>
      until('the job waits for the row', async () => {
        const [sessions] = await holder.query<RowDataPacket[]>('SHOW PROCESSLIST');
        const [own] = await holder.query<RowDataPacket[]>('SELECT CONNECTION_ID() AS id, DATABASE() AS name');
        return sessions.some(
          ({ Id, db, Command }) => Id !== own[0]!.id && db === own[0]!.name && Command === 'Query',
        );
      });

    test('the job is finished first', async () => {
      const worker = await start('worker');
      await untilJobWaits();
      const ended = stop(worker);
      await until('it has heard', () => worker.output().includes('told to stop'));
      await holder.rollback();
      expect(await ended).toEqual({ code: 0, signal: null });
      const [coupons] = await holder.query<RowDataPacket[]>('SELECT 1 FROM coupon WHERE batch_id = ?', [
        batchId,
      ]);
      expect(coupons).toHaveLength(3);
    });

    test('a job that does not end is cut off with the grace, and the exit code says so', async () => {
      const worker = await start('worker', {
        DATABASE_LOCK_WAIT_SECONDS: '50',
        DATABASE_QUERY_TIMEOUT_SECONDS: '60',
      });
      await untilJobWaits();
      expect(await stop(worker)).toEqual({ code: 1, signal: null });
      const [coupons] = await holder.query<RowDataPacket[]>('SELECT 1 FROM coupon WHERE batch_id = ?', [
        batchId,
      ]);
      expect(coupons).toHaveLength(0);
    });
  });

  test('a second signal ends it at once, unless it is only the echo of the first', async () => {
    const process = await start('main', { SHUTDOWN_GRACE_SECONDS: '120', SHUTDOWN_DRAIN_SECONDS: '110' });
    process.child.kill('SIGTERM');
    process.child.kill('SIGINT');
    await until('it drains', async () => (await ask(process, '/health/ready'))?.status === 503);
    await until('it has ended', () => {
      process.child.kill('SIGTERM');
      return process.hasEnded();
    });
    expect(await process.ended).toEqual({ code: 1, signal: null });
  });

  describe('under load', () => {
    const CLIENTS = 20;
    const kept = () => new Agent({ keepAlive: true, maxSockets: CLIENTS });
    const fresh = () => new Agent({ keepAlive: false });

    /** How often each thing happened. */
    type Counts = Record<string, number>;

    /** Sends requests, all on `agent`, until nothing listens. */
    async function load(
      process: AppProcess,
      agent: Agent,
      maySend: () => boolean,
      body?: string,
    ): Promise<Counts> {
      const counts: Counts = {};
      const client = async () => {
        while (!process.hasEnded() && maySend()) {
          const what = await send(`${process.url}/v1/batches`, agent, body);
          counts[what] = (counts[what] ?? 0) + 1;
          if (what === 'ECONNREFUSED') return;
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, client));
      agent.destroy();
      return counts;
    }

    test('whoever follows readiness loses no request', async () => {
      const process = await start('main', { SHUTDOWN_DRAIN_SECONDS: '2' });
      let isReady = true;
      const watch = (async () => {
        while (isReady) isReady = (await ask(process, '/health/ready'))?.status === 200;
      })();
      const loaded = load(process, kept(), () => isReady);
      await until('it is under load', async () => (await ask(process, '/health/live'))?.status === 200);
      const ended = stop(process);
      await watch;
      expect(Object.keys(await loaded)).toEqual(['200']);
      expect(await ended).toEqual({ code: 0, signal: null });
    });

    test.each([
      ['keeps its connections', kept],
      ['has a connection for each request', fresh],
    ])('whoever does not, and %s, is answered or finds nobody who listens', async (_who, agentOf) => {
      const process = await start('main', { SHUTDOWN_DRAIN_SECONDS: '1' });
      const loaded = load(process, agentOf(), () => true);
      const ended = stop(process);
      expect(await ended).toEqual({ code: 0, signal: null });
      const { 200: answered, 'BUSY, again in 5': _refused, ECONNREFUSED: closed, ...rest } = await loaded;
      expect(answered).toBeGreaterThan(0);
      expect(closed).toBe(CLIENTS);
      expect(rest).toEqual({});
    });

    test('whoever is still sending a body hears why it is not wanted', async () => {
      const process = await start('main', { SHUTDOWN_DRAIN_SECONDS: '1' });
      const body = JSON.stringify({ couponName: 'x'.repeat(1_000_000) });
      const loaded = load(process, fresh(), () => true, body);
      const ended = stop(process);
      expect(await ended).toEqual({ code: 0, signal: null });
      const {
        'VALIDATION_FAILED, again in undefined': answered,
        'BUSY, again in 5': _refused,
        ECONNREFUSED: closed,
        ...rest
      } = await loaded;
      expect(answered).toBeGreaterThan(0);
      expect(closed).toBe(CLIENTS);
      expect(rest).toEqual({});
    });

    test('while it drains each answer closes its connection', async () => {
      const process = await start('main', { SHUTDOWN_DRAIN_SECONDS: '3' });
      const ended = stop(process);
      await until('it drains', async () => (await ask(process, '/health/ready'))?.status === 503);
      const answer = await ask(process, '/');
      expect(answer?.status).toBe(200);
      expect(answer?.headers.get('connection')).toBe('close');
      expect(await ended).toEqual({ code: 0, signal: null });
    });
  });
});

/** @returns the status of an answer that was as it should be, what a problem says, or the code of the connection's error */
function send(url: string, agent: Agent, body?: string): Promise<string> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${merchantToken(1)}`,
      ...(body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    };
    const method = body === undefined ? 'GET' : 'POST';
    const sent = request(url, { agent, method, headers }, (reply) => {
      let text = '';
      reply.on('data', (chunk) => {
        text += chunk;
      });
      reply.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
      reply.on('end', () => {
        if (reply.statusCode === 200) return resolve('200');
        const code = (JSON.parse(text) as { code?: string }).code;
        return resolve(`${code}, again in ${reply.headers['retry-after']}`);
      });
    });
    sent.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
    sent.end(body);
  });
}
