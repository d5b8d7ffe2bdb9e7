import { setTimeout as pause } from 'node:timers/promises';
import { DataSource, type Migration, MigrationExecutor, type QueryRunner } from 'typeorm';
import type { Config } from '../../../config/config';
import { AppError } from '../../../shared/errors';
import { faultPoint } from '../../faults';
import { isTransactionConflict } from '../mysql-errors';
import { dataSourceOptions, type Schema } from './data-source';

/** Locks are named per server, and servers have many databases. A name has 64 characters at most. */
const LOCK_NAME = "CONCAT('coupon:migrate:', LEFT(DATABASE(), 49))";
const LOCK_WAIT_SECONDS = 60;

/** How a statement waits for those who use its table. */
export interface TableWait {
  seconds: number;
  /** How often it is sent, at most. */
  attempts: number;
  pauseMs: number;
}

/**
 * Whoever comes to a table after a statement that waits for it, waits behind it: a long transaction would stop every claim. So it
 * gives up before statements of the application do (DATABASE_QUERY_TIMEOUT_SECONDS), and lets them through before it comes again.
 */
const TABLE_WAIT: TableWait = { seconds: 5, attempts: 12, pauseMs: 5_000 };

export interface MigrateOptions {
  /** Aborted: what is under way is finished and noted as done, nothing else is begun. */
  signal?: AbortSignal;
  tableWait?: TableWait;
}

/** Somebody asked to stop before all was done. Nothing is half done. */
export class MigrationInterrupted extends Error {
  override name = 'MigrationInterrupted';

  constructor(when: string, options?: ErrorOptions) {
    super(`stopped ${when}; run it again to go on`, options);
  }
}

/**
 * Brings the schema up to date. Safe when several processes start at once: a server-side lock lets one work, the others find
 * nothing left to do. Safe when the process dies anywhere: the next one goes on (see DdlMigration).
 * @returns the names of the migrations that ran
 * @throws AppError BUSY when others use a table, or migrate, for too long
 * @throws MigrationInterrupted when `signal` came first
 */
export async function migrate(
  config: Config,
  schema: Schema,
  options: MigrateOptions = {},
): Promise<string[]> {
  const dataSource = new DataSource(await dataSourceOptions(config, schema));
  await dataSource.initialize();
  // One session for the lock and the work: whoever has lost the one can't go on with the other.
  const session = dataSource.createQueryRunner();
  try {
    await session.query('SET SESSION lock_wait_timeout = ?', [(options.tableWait ?? TABLE_WAIT).seconds]);
    await takeLock(session, options.signal);
    const executor = new MigrationExecutor(dataSource, session);
    const pending = await findPending(executor, schema);
    const done: string[] = [];
    for (const migration of pending) {
      if (options.signal?.aborted) {
        throw new MigrationInterrupted(`after ${done.length} of ${pending.length} migrations`);
      }
      await whenTableIsFree(migration.name, options, async () => {
        await migration.instance?.up(session);
        faultPoint('migrate:after-statement');
        await executor.insertMigration(migration);
      });
      done.push(migration.name);
    }
    return done;
  } finally {
    await session.query(`DO RELEASE_LOCK(${LOCK_NAME})`).catch(() => undefined);
    await session.release();
    await dataSource.destroy();
  }
}

/** Waits in short turns, so that it can be told to stop. */
async function takeLock(session: QueryRunner, signal: AbortSignal | undefined): Promise<void> {
  for (let waited = 0; waited < LOCK_WAIT_SECONDS; waited++) {
    if (signal?.aborted) throw new MigrationInterrupted('while another process was migrating');
    const [lock] = await session.query(`SELECT GET_LOCK(${LOCK_NAME}, 1) AS got`);
    if (Number(lock.got) === 1) return;
  }
  throw new AppError('BUSY', { detail: 'another process has been migrating this database for too long' });
}

/** @throws Error when the tables were made by other migrations than these: what exists already could differ from what is meant */
async function findPending(executor: MigrationExecutor, { migrations }: Schema): Promise<Migration[]> {
  // Makes the table of what is done, where it is missing.
  await executor.showMigrations();
  const pending = await executor.getPendingMigrations();
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = (await executor.getExecutedMigrations()).filter(({ name }) => !known.has(name));
  // Without anything to do it is the database of a newer version, on which this one may run while it is replaced.
  if (pending.length > 0 && unknown.length > 0) {
    throw new Error(
      `this version can't go on from migrations that it doesn't know (such as ${unknown[0]?.name}): use an empty database`,
    );
  }
  return pending;
}

async function whenTableIsFree(
  name: string,
  { tableWait = TABLE_WAIT, signal }: MigrateOptions,
  act: () => Promise<void>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (!isTransactionConflict(error)) throw error;
      const detail = `${name} waits for a table that others use`;
      if (attempt >= tableWait.attempts) {
        throw new AppError('BUSY', { detail: `${detail}; gave up after ${attempt} attempts`, cause: error });
      }
      await pause(tableWait.pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal?.aborted) throw new MigrationInterrupted(`while ${detail}`, { cause: error });
    }
  }
}
