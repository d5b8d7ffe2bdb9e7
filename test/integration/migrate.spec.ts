import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { QueryRunner } from 'typeorm';
import { loadConfig } from '../../src/config/config';
import { columnExists, DdlMigration, indexExists, not } from '../../src/platform/database/ddl-migration';
import { type MigrateOptions, MigrationInterrupted, migrate } from '../../src/platform/database/orm/migrate';
import { emptyEnvironment, type TestEnvironment } from '../support/servers/environment';
import { until } from '../support/until';

class CreateShelf1764000000001 extends DdlMigration {
  readonly statement = 'CREATE TABLE IF NOT EXISTS shelf (id BIGINT NOT NULL PRIMARY KEY) ENGINE=InnoDB';
}
class AddShelfName1764000000002 extends DdlMigration {
  override readonly unless = columnExists('shelf', 'name');
  readonly statement = 'ALTER TABLE shelf ADD COLUMN name VARCHAR(40) NULL, ALGORITHM=INSTANT';
}
class IndexShelfName1764000000003 extends DdlMigration {
  override readonly unless = indexExists('shelf', 'ix_shelf_name');
  readonly statement = 'ALTER TABLE shelf ADD INDEX ix_shelf_name (name), ALGORITHM=INPLACE, LOCK=NONE';
}
class WidenShelfName1764000000004 extends DdlMigration {
  readonly statement = 'ALTER TABLE shelf MODIFY COLUMN name VARCHAR(60) NULL, ALGORITHM=INPLACE, LOCK=NONE';
}
class DropShelfNameIndex1764000000005 extends DdlMigration {
  override readonly unless = not(indexExists('shelf', 'ix_shelf_name'));
  readonly statement = 'ALTER TABLE shelf DROP INDEX ix_shelf_name, ALGORITHM=INPLACE, LOCK=NONE';
}
const ALL = [
  CreateShelf1764000000001,
  AddShelfName1764000000002,
  IndexShelfName1764000000003,
  WidenShelfName1764000000004,
  DropShelfNameIndex1764000000005,
];

let environment: TestEnvironment;
let connection: Connection;
let other: Connection;

beforeEach(async () => {
  environment = await emptyEnvironment();
  connection = await createConnection(environment.env.DATABASE_URL!);
  other = await createConnection(environment.env.DATABASE_URL!);
});
afterEach(async () => {
  await connection.end();
  await other.end();
  await environment.drop();
});

const run = (migrations: (new () => object)[], options?: MigrateOptions): Promise<string[]> =>
  migrate(loadConfig(environment.env), { entities: [], migrations }, options);

async function rows(sql: string): Promise<RowDataPacket[]> {
  return (await connection.query<RowDataPacket[]>(sql))[0];
}
const noted = async (): Promise<string[]> =>
  (await rows('SELECT name FROM schema_migration ORDER BY id')).map(({ name }) => name);
const shape = async (): Promise<string> =>
  (await rows('SHOW CREATE TABLE shelf'))[0]?.['Create Table'] as string;
const names = (migrations: { name: string }[]): string[] => migrations.map(({ name }) => name);

test.each(ALL.map(({ name }, at) => [name, at + 1] as const))(
  '%s that took effect without being noted is done again, and changes nothing',
  async (name, count) => {
    await run(ALL.slice(0, count));
    const before = await shape();
    await connection.query('DELETE FROM schema_migration WHERE name = ?', [name]);
    expect(await run(ALL.slice(0, count))).toEqual([name]);
    expect(await shape()).toBe(before);
    expect(await noted()).toEqual(names(ALL.slice(0, count)));
  },
);

test('three that migrate at once: one does it, the others find nothing to do', async () => {
  const done = await Promise.all([run(ALL), run(ALL), run(ALL)]);
  expect(done.sort((a, b) => b.length - a.length)).toEqual([names(ALL), [], []]);
  expect(await noted()).toEqual(names(ALL));
});

test('databases of one server are migrated side by side', async () => {
  await run([CreateShelf1764000000001]);
  await connection.query('START TRANSACTION');
  await connection.query('SELECT * FROM shelf');
  const waiting = run(ALL, { tableWait: { seconds: 1, attempts: 60, pauseMs: 10 } });
  await untilItWaits();
  const beside = await emptyEnvironment();
  expect(await migrate(loadConfig(beside.env), { entities: [], migrations: ALL })).toEqual(names(ALL));
  await connection.query('COMMIT');
  expect(await waiting).toEqual(names(ALL.slice(1)));
  await beside.drop();
});

const untilItWaits = (): Promise<unknown> =>
  until('the ALTER waits for the table', async () => {
    const [sessions] = await other.query<RowDataPacket[]>('SHOW PROCESSLIST');
    return sessions.some(
      ({ db, Info, State }) =>
        `/${db}` === new URL(environment.env.DATABASE_URL!).pathname &&
        /^ALTER TABLE shelf/.test(Info ?? '') &&
        /metadata lock/i.test(State ?? ''),
    );
  });

describe('while a long transaction uses the table', () => {
  beforeEach(async () => {
    await run([CreateShelf1764000000001]);
    await connection.query('START TRANSACTION');
    await connection.query('SELECT * FROM shelf');
  });

  test('a migration lets the others through again and again, and is done when it can be', async () => {
    const migrating = run(ALL, { tableWait: { seconds: 1, attempts: 60, pauseMs: 100 } });
    for (let round = 0; round < 2; round++) {
      await untilItWaits();
      // Comes after the ALTER, so it waits with it.
      expect(await other.query('SELECT * FROM shelf')).toBeDefined();
    }
    expect(await noted()).toEqual(['CreateShelf1764000000001']);
    await connection.query('COMMIT');
    expect(await migrating).toEqual(names(ALL.slice(1)));
  });

  test('it gives up after a number of attempts; a later one goes on', async () => {
    const tableWait = { seconds: 1, attempts: 2, pauseMs: 10 };
    await expect(run(ALL, { tableWait })).rejects.toMatchObject({
      code: 'BUSY',
      message: expect.stringContaining('AddShelfName1764000000002'),
    });
    expect(await noted()).toEqual(['CreateShelf1764000000001']);
    await connection.query('COMMIT');
    expect(await run(ALL)).toEqual(names(ALL.slice(1)));
  });

  test('it can be told to stop, and so can one that waits for it', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const tableWait = { seconds: 1, attempts: 60, pauseMs: 60_000 };
    const waiting = run(ALL, { tableWait, signal: first.signal });
    await untilItWaits();
    const behind = run(ALL, { signal: second.signal });
    second.abort();
    await expect(behind).rejects.toThrow(MigrationInterrupted);
    first.abort();
    await expect(waiting).rejects.toThrow(MigrationInterrupted);
    await connection.query('COMMIT');
    expect(await run(ALL)).toEqual(names(ALL.slice(1)));
  });
});

test('a statement waits for five seconds, less than those of the application do', async () => {
  let seconds: unknown;
  class LookAtTheSession1764000000001 extends CreateShelf1764000000001 {
    override async up(session: QueryRunner): Promise<void> {
      [{ seconds }] = await session.query('SELECT @@SESSION.lock_wait_timeout AS seconds');
      await super.up(session);
    }
  }
  await run([LookAtTheSession1764000000001]);
  expect(Number(seconds)).toBe(5);
  expect(loadConfig(environment.env).DATABASE_QUERY_TIMEOUT_SECONDS).toBeGreaterThan(5);
});

test('told to stop, it notes what is under way as done and begins nothing else', async () => {
  const stop = new AbortController();
  class CreateAndStop1764000000001 extends CreateShelf1764000000001 {
    override async up(session: QueryRunner): Promise<void> {
      stop.abort();
      await super.up(session);
    }
  }
  const migrations = [CreateAndStop1764000000001, ...ALL.slice(1)];
  await expect(run(migrations, { signal: stop.signal })).rejects.toThrow('after 1 of 5 migrations');
  expect(await noted()).toEqual(['CreateAndStop1764000000001']);
  expect(await run(migrations)).toEqual(names(ALL.slice(1)));
});

test('an error of a statement ends the run; those before it are noted', async () => {
  class AddShelfSize1764000000003 extends DdlMigration {
    readonly statement = 'ALTER TABLE cupboard ADD COLUMN size INT NULL, ALGORITHM=INSTANT';
  }
  await expect(run([...ALL.slice(0, 2), AddShelfSize1764000000003])).rejects.toMatchObject({ errno: 1146 });
  expect(await noted()).toEqual(names(ALL.slice(0, 2)));
});

test('a database that other migrations made is left as it is', async () => {
  class CreateRack1764000000001 extends DdlMigration {
    readonly statement = 'CREATE TABLE IF NOT EXISTS rack (id BIGINT NOT NULL PRIMARY KEY) ENGINE=InnoDB';
  }
  await run([CreateRack1764000000001]);
  await expect(run(ALL)).rejects.toThrow('CreateRack1764000000001');
  expect(await rows('SHOW TABLES')).toHaveLength(2);
  expect(await noted()).toEqual(['CreateRack1764000000001']);
});

test('the database of a newer version is left as it is', async () => {
  await run(ALL);
  expect(await run(ALL.slice(0, 2))).toEqual([]);
});
