import { DataSource } from 'typeorm';
import { type Config } from '../../config/config';
import { dataSourceOptions, type Schema } from './data-source';

const LOCK_NAME = 'coupon-system:migrate';
const LOCK_WAIT_SECONDS = 60;

/**
 * Brings the schema up to date. Safe when several processes start at once: a server-side lock lets one work, the
 * others find nothing left to do.
 * @returns the names of the migrations that ran
 */
export async function migrate(config: Config, schema: Schema): Promise<string[]> {
  const dataSource = new DataSource(await dataSourceOptions(config, schema));
  await dataSource.initialize();
  const holder = dataSource.createQueryRunner();
  try {
    // A silent session is ended by the server, and the lock with it: this one waits for as long as migrations take.
    await holder.query('SET SESSION wait_timeout = 28800');
    const [lock] = await holder.query('SELECT GET_LOCK(?, ?) AS got', [LOCK_NAME, LOCK_WAIT_SECONDS]);
    if (Number(lock.got) !== 1) throw new Error('another process has been migrating for too long');
    const done = await dataSource.runMigrations();
    return done.map((migration) => migration.name);
  } finally {
    await holder.query('SELECT RELEASE_LOCK(?)', [LOCK_NAME]).catch(() => undefined);
    await holder.release();
    await dataSource.destroy();
  }
}
