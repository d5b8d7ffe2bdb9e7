import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { loadConfig } from '../../src/config/config';
import type { Database } from '../../src/platform/database';
import { migrate } from '../../src/platform/database/orm';
import { schema } from '../../src/schema';
import { newBatch, newRule } from '../support/builders';
import { checkedFetch } from '../support/contract/checked-fetch';
import { distributionViolations, newTaggedUsers } from '../support/distributions';
import { overConnection } from '../support/over-connection';
import { emptyEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type PrivateServer, startPrivateMysql } from '../support/servers/private-servers';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { merchantToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(300_000);

const USERS = 20_000;
/** Room for the start of the distribution, and not for its end. */
const LEFT_BYTES = 6 * 1024 * 1024;
/** All tables are in these files, which don't grow. */
const FILES = 'ibdata1:12M;ibdata2:100M';

const dir = mkdtempSync(join(tmpdir(), 'coupon-full-disk-'));
let environment: TestEnvironment;
let mysql: PrivateServer;
let connection: Connection;
let processes: AppProcess[] = [];

const start = (files: string) =>
  startPrivateMysql({
    dir,
    database: 'coupon_test_full',
    settings: { extra: { 'innodb-file-per-table': 0, 'innodb-data-file-path': files } },
  });
const connectTo = ({ url }: PrivateServer) =>
  createConnection({ uri: url, supportBigNumbers: true, bigNumberStrings: true });

beforeAll(async () => {
  mysql = await start(FILES);
  environment = await emptyEnvironment({ DATABASE_URL: mysql.url });
  await migrate(loadConfig(environment.env), schema);
  connection = await connectTo(mysql);
});
afterAll(async () => {
  await Promise.all(processes.map((process) => process.kill('SIGKILL')));
  connection?.destroy();
  await mysql?.stop();
  await environment?.drop();
  rmSync(dir, { recursive: true, force: true });
});

/** Fills the files of the tables until no more than {@link LEFT_BYTES} of them are free. */
async function fill(database: Database): Promise<void> {
  await database.change('CREATE TABLE filler (filler VARBINARY(7000) NOT NULL)');
  for (;;) {
    const free = await database.row<{ bytes: string }>(
      "SELECT DATA_FREE AS bytes FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'filler'",
    );
    if (Number(free?.bytes) <= LEFT_BYTES) return;
    await database.change("INSERT INTO filler SELECT REPEAT('x', 7000) FROM user_tag LIMIT 100");
  }
}

async function call(method: string, path: string, body?: unknown) {
  const reply = await checkedFetch(`${processes[0]!.url}/v1/distributions${path}`, {
    method,
    headers: { authorization: `Bearer ${merchantToken()}`, 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : undefined,
  });
  // biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
  return (await reply.json()) as any;
}

/** How many jobs of distributions have failed in the worker, with all their tries. */
async function jobsGivenUp(): Promise<number> {
  const metrics = await (await fetch(`${processes[1]!.url}/metrics`)).text();
  const match = /^coupon_job_failures_total\{queue="coupon\.distribution",last="yes"\} (\d+)/m.exec(metrics);
  return Number(match?.[1] ?? 0);
}

test('a distribution waits while the disk is full, and goes on when there is room: everybody gets one coupon', async () => {
  const database = overConnection(connection);
  const { code } = await newTaggedUsers(database, USERS);
  const { batchId } = await newBatch(database, { totalCount: USERS, ruleId: await newRule(database) });
  await fill(database);
  processes = [await startProcess('main', environment.env), await startProcess('worker', environment.env)];
  const { distributionId } = await call('POST', '', { batchId, selection: { tags: { any: [code] } } });

  await until('jobs have used up their tries', async () => (await jobsGivenUp()) >= 2, 120_000);
  const waiting = await call('GET', `/${distributionId}`);
  expect(waiting.status).toBe('running');
  expect(waiting.progress).toMatchObject({ failed: 0 });
  expect(waiting.progress.issued).toBeGreaterThan(0);
  expect(waiting.progress.issued).toBeLessThan(USERS);

  connection.destroy();
  await mysql.stop();
  mysql = await start(`${FILES};ibdata3:100M`);
  connection = await connectTo(mysql);
  const done = await until(
    'it is done',
    async () => {
      const shown = await call('GET', `/${distributionId}`);
      return shown.status !== 'running' && shown;
    },
    120_000,
  );
  expect(done).toMatchObject({ status: 'done', progress: { issued: USERS, failed: 0, reserved: 0 } });
  const after = overConnection(connection);
  const held = await after.row(
    'SELECT COUNT(*) AS coupons, COUNT(DISTINCT user_id) AS users FROM coupon WHERE batch_id = ?',
    [batchId],
  );
  expect(held).toEqual({ coupons: String(USERS), users: String(USERS) });
  expect(await distributionViolations(after, distributionId)).toEqual([]);
});
