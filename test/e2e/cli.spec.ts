import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { emptyEnvironment, newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { COMMAND_LIMIT_MS, type Run, runCommand } from '../support/servers/run-command';

/** Nobody listens there. */
const CLOSED = '127.0.0.1:1';

let environment: TestEnvironment;
let connection: Connection;

beforeAll(async () => {
  environment = await newEnvironment();
  connection = await createConnection(environment.env.DATABASE_URL!);
});
afterAll(async () => {
  await connection.end();
  await environment.drop();
});
/** The longest test runs so many. */
const MOST_COMMANDS = 9;
jest.setTimeout(MOST_COMMANDS * COMMAND_LIMIT_MS);

function run(args: string[], overrides: Record<string, string> = {}): Promise<Run> {
  return runCommand(args, { ...environment.env, LOG_LEVEL: 'info', ...overrides });
}

/** Runs a command with `--json` that must succeed: exactly one line of JSON, nothing on standard error. */
async function result(args: string[], overrides?: Record<string, string>): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await run([...args, '--json'], overrides);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^[^\n]+\n$/);
  return JSON.parse(stdout);
}

async function count(table: string): Promise<number> {
  const [rows] = await connection.query(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number((rows as { n: number }[])[0]?.n);
}

const inTenDays = (): string => new Date(Date.now() + 10 * 86_400_000).toISOString();

test('migrate makes the schema on an empty database, without Redis, and then finds nothing to do', async () => {
  const { env, drop } = await emptyEnvironment();
  const first = await result(['migrate'], { ...env, REDIS_URL: `redis://${CLOSED}` });
  expect((first.migrations as string[]).length).toBeGreaterThan(5);
  expect(await result(['migrate'], env)).toEqual({ migrations: [] });
  await drop();
});

test('seed makes a demo once; the second time it finds it and makes nothing', async () => {
  const tables = ['rule', 'coupon_batch', 'batch_stock_change', 'category', 'product', 'audit_log'];
  const first = await result(['seed']);
  const rows = await Promise.all(tables.map(count));
  expect(first).toMatchObject({ merchantId: '1', userId: '1001', productIds: ['1', '2', '3'] });
  expect(await result(['seed'])).toEqual(first);
  expect(await Promise.all(tables.map(count))).toEqual(rows);
  const [batches] = await connection.query(
    'SELECT status, total_count, per_user_limit FROM coupon_batch ORDER BY batch_id',
  );
  expect(batches).toEqual(Array(4).fill({ status: 1, total_count: 1000, per_user_limit: 1 }));
});

test('codes are made, exported, looked up and revoked', async () => {
  const { uniqueBatchId, sharedBatchId, word, code } = await result(['seed']);
  const batch = String(uniqueBatchId);
  expect(await result(['code:generate', batch, '--count', '100000000', '--prefix', 'CLI'])).toMatchObject({
    firstSerial: 1_001,
    count: 100_000_000,
  });
  const folder = mkdtempSync(join(tmpdir(), 'codes-'));
  const file = join(folder, 'codes.csv');
  await result(['code:export', batch, file, '--from', '1000', '--count', '2']);
  const [names, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect([names, ...lines.map((line) => line.replace(/-.*/, ''))]).toEqual([
    'serial,code',
    '1000,DEMO',
    '1001,CLI',
  ]);
  // Nothing is overwritten.
  expect((await run(['code:export', batch, file])).code).toBe(1);
  rmSync(folder, { recursive: true });
  expect(await result(['code:revoke', batch, '--code', String(code)])).toEqual({ batchId: batch, codes: 1 });
  expect(await result(['code:check', String(code).toLowerCase()])).toMatchObject({
    batchId: batch,
    state: 'revoked',
    serial: 1,
  });
  expect(await result(['code:check', String(word), '--merchant-id', '1'])).toMatchObject({
    batchId: sharedBatchId,
    state: 'shared',
  });
});

test('seed does not take for its own what somebody else has made under the same names, and later', async () => {
  const first = await result(['seed']);
  const name = 'Spend 100.00, get 20.00 off';
  const rule = await result([
    ...['rule:create', '--name', name, '--type', '0', '--currency', 'USD', '--merchant-id', '1'],
    ...['--rule-content', '{"threshold":{"amountMinor":10000},"amountMinor":2000}'],
  ]);
  for (const ruleId of [rule.ruleId, first.ruleId]) {
    const batch = await result([
      ...['batch:create', '--coupon-name', '20.00 off', '--rule-id', String(ruleId), '--merchant-id', '1'],
      ...['--total-count', '10', '--claim-until', inTenDays(), '--valid-days', '7'],
    ]);
    await result(['batch:publish', String(batch.batchId)]);
  }
  expect(await result(['seed'])).toEqual(first);
});

test('prepare makes the schema and signs a token for each role; with a schema that is there it needs no Redis', async () => {
  const { env, drop } = await emptyEnvironment();
  const first = await result(['prepare', '--ttl-seconds', '60'], env);
  expect((first.migrations as string[]).length).toBeGreaterThan(5);
  const again = await result(['prepare'], { ...env, REDIS_URL: `redis://${CLOSED}` });
  expect(again.migrations).toEqual([]);
  const tokens = again.tokens as { role: string; who: string; token: string }[];
  expect(tokens.map(({ role, who }) => [role, who])).toEqual([
    ['user', '1001'],
    ['merchant', 'merchant-1'],
    ['platform', 'platform-admin'],
    ['service', 'order-system'],
  ]);
  const claims = tokens.map(({ token }) =>
    JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()),
  );
  expect(claims[1]).toMatchObject({ role: 'merchant', sub: 'merchant-1', merchant_id: '1' });
  expect(claims.every(({ iat, exp }) => exp === iat + 3_600)).toBe(true);
  const jwks = { ...env, JWT_SECRET: '', JWT_JWKS_URL: `http://${CLOSED}/keys` };
  expect((await result(['prepare'], jwks)).tokens).toEqual([]);
  await drop();
});

test('a rule and a batch are created, published, topped up, paused, resumed and ended', async () => {
  const rule = await result([
    'rule:create',
    ...['--name', 'Spend 50.00, get 5.00 off', '--type', '0', '--currency', 'EUR', '--merchant-id', '9'],
    ...['--rule-content', '{"threshold":{"amountMinor":5000},"amountMinor":500}'],
  ]);
  expect(rule).toMatchObject({ merchantId: '9', type: 0, version: 1, ruleContent: { amountMinor: 500 } });
  const batch = await result([
    'batch:create',
    ...[
      '--coupon-name',
      '5 off',
      '--rule-id',
      String(rule.ruleId),
      '--merchant-id',
      '9',
      '--total-count',
      '10',
    ],
    ...['--claim-until', inTenDays(), '--valid-days', '7', '--remind-days', '1,3'],
    ...['--budget-minor', '5000', '--merchant-share-bp', '2500'],
    ...['--restore', 'extended', '--restore-days', '3'],
  ]);
  expect(batch).toMatchObject({ status: 'draft', totalCount: 10, perUserLimit: 1, remindDays: [3, 1] });
  expect(batch).toMatchObject({ merchantShareBp: 2_500, restore: 'extended', restoreDays: 3 });
  const id = String(batch.batchId);
  expect(await result(['batch:publish', id])).toMatchObject({ status: 'published' });
  expect(await result(['batch:top-up', id, '--count', '5'])).toMatchObject({ totalCount: 15 });
  expect(await result(['batch:top-up-budget', id, '--amount-minor', '1000'])).toMatchObject({
    budget: { currency: 'EUR', totalMinor: 6_000, leftMinor: 6_000 },
  });
  expect(await result(['batch:pause', id])).toMatchObject({ status: 'paused' });
  expect(await result(['batch:resume', id])).toMatchObject({ status: 'published' });
  expect(await result(['batch:end', id])).toMatchObject({ status: 'ended' });

  const again = await run(['batch:publish', id, '--json']);
  expect([again.code, again.stdout]).toEqual([1, '']);
  expect(JSON.parse(again.stderr)).toMatchObject({ code: 'BATCH_STATE_CONFLICT', batchStatus: 'ended' });
});

test('an order is refunded only if there is one that is paid, and only what is asked for properly', async () => {
  const refused = async (args: string[]) => {
    const { code, stderr } = await run([...args, '--json']);
    expect(code).not.toBe(0);
    return JSON.parse(stderr).code;
  };
  expect(await refused(['order:refund', '999', '--whole'])).toBe('ORDER_NOT_FOUND');
  expect(await refused(['order:refund', '999', '--preview', '--lines', '1:2,3:1'])).toBe('ORDER_NOT_FOUND');
  expect(await refused(['order:refund', '999'])).toBe('VALIDATION_FAILED');
  expect(await refused(['order:refund', '999', '--lines', '1:x'])).toBe('VALIDATION_FAILED');
  expect(await refused(['order:retry-refund', '999', '1'])).toBe('ORDER_NOT_FOUND');
});

test('a batch is published although Redis is away', async () => {
  const { ruleId } = await result(['seed']);
  const without = { REDIS_URL: `redis://${CLOSED}` };
  const batch = await result(
    [
      'batch:create',
      ...[
        '--coupon-name',
        'x',
        '--rule-id',
        String(ruleId),
        '--merchant-id',
        '1',
        '--total-count',
        'unlimited',
      ],
      ...['--claim-until', inTenDays(), '--valid-days', '7'],
    ],
    without,
  );
  expect(batch.totalCount).toBeNull();
  expect(await result(['batch:publish', String(batch.batchId)], without)).toMatchObject({
    status: 'published',
  });
});

test('token signs what the API accepts, without any server', async () => {
  const nowhere = { DATABASE_URL: `mysql://x:x@${CLOSED}/x`, REDIS_URL: `redis://${CLOSED}` };
  const { token, expiresAt } = await result(
    ['token', '--role', 'merchant', '--sub', 'anna', '--merchant-id', '7', '--ttl-seconds', '60'],
    nowhere,
  );
  const payload = JSON.parse(Buffer.from(String(token).split('.')[1]!, 'base64url').toString());
  expect(payload).toMatchObject({ role: 'merchant', sub: 'anna', merchant_id: '7', exp: payload.iat + 60 });
  expect(new Date(String(expiresAt)).getTime()).toBe(payload.exp * 1000);
});

describe('bad usage ends with 2, says what is wrong once, and prints no result', () => {
  test.each<[string, string[], string, string | null]>([
    ['an unknown command', ['nope'], 'BAD_USAGE', null],
    ['an unknown option', ['seed', '--nope'], 'BAD_USAGE', null],
    ['a missing option', ['rule:create', '--name', 'x'], 'BAD_USAGE', null],
    ['a missing argument', ['batch:publish'], 'BAD_USAGE', null],
    ['an argument too many', ['batch:publish', '1', '2'], 'BAD_USAGE', null],
    ['a role that is none', ['token', '--role', 'king', '--sub', '1'], 'VALIDATION_FAILED', '/role'],
    ['an id that is none', ['batch:publish', 'abc'], 'VALIDATION_FAILED', 'batchId'],
    ['a user without a number', ['token', '--role', 'user', '--sub', 'abc'], 'VALIDATION_FAILED', '/sub'],
    [
      'a merchant without its id',
      ['token', '--role', 'merchant', '--sub', 'a'],
      'VALIDATION_FAILED',
      '/merchant-id',
    ],
    ['a count that is no number', ['batch:top-up', '1', '--count', 'many'], 'VALIDATION_FAILED', '/count'],
    [
      'content that is no JSON',
      ['rule:create', '--name', 'x', '--type', '0', '--currency', 'USD', '--rule-content', '{'],
      'VALIDATION_FAILED',
      '/ruleContent',
    ],
  ])('%s', async (_title, args, code, field) => {
    const nowhere = { DATABASE_URL: `mysql://x:x@${CLOSED}/x`, REDIS_URL: `redis://${CLOSED}` };
    const json = await run([...args, '--json'], nowhere);
    expect([json.code, json.stdout]).toEqual([2, '']);
    const problem = JSON.parse(json.stderr);
    expect(problem.code).toBe(code);
    if (field) expect([problem.errors[0].pointer, problem.errors[0].parameter]).toContain(field);
  });
});

test.each<[string, string[], number]>([
  ['help', ['--help'], 0],
  ['the help of a command', ['batch:create', '--help'], 0],
  ['an unknown command', ['nope'], 2],
  ['a missing option', ['rule:create', '--name', 'x'], 2],
  ['a token', ['token', '--role', 'user', '--sub', '1'], 0],
  ['a look at a schema that is up to date', ['migrate'], 0],
  ['that, and a token for each role', ['prepare'], 0],
])('%s loads neither Nest nor the application', async (_title, args, code) => {
  const folder = mkdtempSync(join(tmpdir(), 'coupon-loaded-'));
  const file = join(folder, 'loaded');
  const preload = join(__dirname, '../support/servers/list-loaded.cjs');
  expect(await run(args, { NODE_OPTIONS: `--require=${preload}`, LOADED_FILE: file })).toMatchObject({
    code,
  });
  const loaded = readFileSync(file, 'utf8').split('\n');
  rmSync(folder, { recursive: true });
  expect(loaded).toContain(join(__dirname, '../../dist/src/cli.js'));
  expect(
    loaded.filter((path) => /@nestjs|rxjs|inquirer|typeorm|dist.*(module|service|dto)\.js$/.test(path)),
  ).toEqual([]);
  // Each file takes about a millisecond.
  expect(loaded.length).toBeLessThan(400);
});

test('no file that commands load asks for a package that only serves HTTP or maps tables', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'coupon-loaded-'));
  const file = join(folder, 'loaded');
  const preload = join(__dirname, '../support/servers/list-loaded.cjs');
  const overrides = { NODE_OPTIONS: `--require=${preload}`, LOADED_FILE: file };
  const loaded = new Set<string>();
  for (const args of [
    ['distribute', '1', '--everyone', '--dry-run'],
    ['order:refund', '999', '--whole'],
    ['rule:create', '--name', 'x', '--type', '0', '--currency', 'USD', '--rule-content', '{}'],
    ['batch:top-up', '999', '--count', '1'],
  ]) {
    await run(args, overrides);
    for (const path of readFileSync(file, 'utf8').split('\n')) loaded.add(path);
  }
  rmSync(folder, { recursive: true });
  const own = [...loaded].filter((path) => path.includes('/dist/') && !path.includes('/node_modules/'));
  expect(own.length).toBeGreaterThan(200);
  const heavy =
    /require\("(?:@nestjs\/(?:swagger|platform-fastify|typeorm|bullmq)|fastify|typeorm|bullmq|stripe)"\)/;
  expect(own.filter((path) => heavy.test(readFileSync(path, 'utf8')))).toEqual([]);
});

test('without --json what is wrong is said in words, once, with the field', async () => {
  const usage = await run(['rule:create', '--name', 'x']);
  expect([usage.code, usage.stdout]).toEqual([2, '']);
  expect(usage.stderr).toMatch(/^BAD_USAGE: .*--type.*\n$/);
  const field = await run(['token', '--role', 'user', '--sub', 'abc']);
  expect(field.stderr).toMatch(/^VALIDATION_FAILED: .*\n {2}sub: .*\(SUBJECT\)\n$/);
});

test('without a command the help is shown, and that is bad usage; asking for help is not', async () => {
  const bare = await run([]);
  expect([bare.code, bare.stdout]).toEqual([2, '']);
  expect(bare.stderr).toContain('batch:publish');
  for (const args of [['--help'], ['batch:create', '--help']]) {
    const help = await run(args, { DATABASE_URL: '' });
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain('Usage:');
  }
});

test('a failure ends with 1: a database that is away, an environment that is unusable, a missing batch', async () => {
  const away = await run(['seed', '--json'], { DATABASE_URL: `mysql://x:x@${CLOSED}/x` });
  expect([away.code, away.stdout, JSON.parse(away.stderr).code]).toEqual([1, '', 'BUSY']);
  const unset = await run(['migrate', '--json'], { DATABASE_URL: '' });
  expect([unset.code, JSON.parse(unset.stderr).code]).toEqual([1, 'CONFIGURATION']);
  expect(unset.stderr).toContain('DATABASE_URL');
  const missing = await run(['batch:publish', '999999', '--json']);
  expect([missing.code, JSON.parse(missing.stderr).code]).toEqual([1, 'BATCH_NOT_FOUND']);
});
