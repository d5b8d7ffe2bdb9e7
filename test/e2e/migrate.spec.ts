import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { DataSource } from 'typeorm';
import { loadConfig } from '../../src/config/config';
import { dataSourceOptions, migrate } from '../../src/platform/database/orm';
import type { FaultPoint } from '../../src/platform/faults';
import { schema } from '../../src/schema';
import { emptyEnvironment, type TestEnvironment } from '../support/servers/environment';
import { runCommand } from '../support/servers/run-command';
import { until } from '../support/until';

jest.setTimeout(60_000);

let environment: TestEnvironment;
let connection: Connection;

const names = schema.migrations.map(({ name }) => name);

async function open(): Promise<void> {
  environment = await emptyEnvironment();
  connection = await createConnection(environment.env.DATABASE_URL!);
}
async function close(): Promise<void> {
  await connection.end();
  await environment.drop();
}

async function rows(sql: string): Promise<RowDataPacket[]> {
  return (await connection.query<RowDataPacket[]>(sql))[0];
}
const noted = async (): Promise<string[]> =>
  (await rows('SELECT name FROM schema_migration ORDER BY id')).map(({ name }) => name);
/** Without the one in which it is noted what is done. */
const countTables = async (): Promise<number> => (await rows('SHOW TABLES')).length - 1;

async function difference(): Promise<string[]> {
  const dataSource = new DataSource(await dataSourceOptions(loadConfig(environment.env), schema));
  await dataSource.initialize();
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  await dataSource.destroy();
  return upQueries.map(({ query }) => query);
}

/** What `coupon migrate` does, without all the modules that a command loads: it is started for every migration. */
const MIGRATE = `
  require('reflect-metadata');
  const { loadConfig } = require('./dist/src/config/config');
  const { migrate } = require('./dist/src/platform/database/orm/migrate');
  const migrations = Object.values(require('./dist/migrations'));
  migrate(loadConfig(), { entities: [], migrations });`;

/** @returns the signal that ended it */
async function migrateUntil(point: FaultPoint): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, ['-e', MIGRATE], {
    cwd: join(__dirname, '../..'),
    env: { PATH: process.env.PATH, ...environment.env, FAULT_POINT: point },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = await once(child, 'exit');
  return signal;
}

describe('kill -9 after a statement, before it is noted as done', () => {
  beforeAll(open);
  afterAll(close);

  test.each(names.map((name, at) => [name, at] as const))('%s: the next run goes on', async (name, at) => {
    expect(await migrateUntil('migrate:after-statement')).toBe('SIGKILL');
    expect(await noted()).toEqual(names.slice(0, at));
    expect(await countTables()).toBe(at + 1);
    // Up to this one, so that the next is killed in its turn.
    const upToThis = { ...schema, migrations: schema.migrations.slice(0, at + 1) };
    expect(await migrate(loadConfig(environment.env), upToThis)).toEqual([name]);
  });

  test('in the end nothing is left to do, and the schema is what it should be', async () => {
    expect(await migrate(loadConfig(environment.env), schema)).toEqual([]);
    expect(await difference()).toEqual([]);
  });
});

describe('on an empty database', () => {
  beforeEach(open);
  afterEach(close);

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s while a statement is under way: it is finished and noted, and the next run goes on',
    async (signal) => {
      await migrate(loadConfig(environment.env), { entities: [], migrations: [] });
      // The first statement can't be noted as done.
      await connection.query('LOCK TABLES schema_migration READ');
      let child: ChildProcess | undefined;
      let said = '';
      const running = runCommand(['migrate', '--json'], environment.env, (started) => {
        child = started;
        started.stderr?.on('data', (chunk) => {
          said += chunk;
        });
      });
      await until('the first table is there', async () => (await countTables()) === 1, 30_000);
      child?.kill(signal);
      await until('it has heard', () => said.startsWith(signal));
      await connection.query('UNLOCK TABLES');
      const { code, stderr } = await running;
      expect(code).toBe(1);
      expect(JSON.parse(stderr.split('\n')[1]!)).toEqual({
        code: 'INTERRUPTED',
        detail: `stopped after 1 of ${names.length} migrations; run it again to go on`,
      });
      expect(await noted()).toEqual(names.slice(0, 1));
      expect(await countTables()).toBe(1);
      expect(await migrate(loadConfig(environment.env), schema)).toEqual(names.slice(1));
      expect(await difference()).toEqual([]);
    },
  );

  test('two processes at once: one makes the schema, the other finds nothing to do', async () => {
    const both = await Promise.all([
      runCommand(['migrate', '--json'], environment.env),
      runCommand(['migrate', '--json'], environment.env),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const done = both.map(({ stdout }) => JSON.parse(stdout).migrations as string[]);
    expect(done.sort((a, b) => b.length - a.length)).toEqual([names, []]);
    expect(await difference()).toEqual([]);
  });
});
