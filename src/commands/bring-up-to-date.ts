import type { Config } from '../config/config';

/**
 * Brings the schema up to date, and stops in order when it is told to. Most often nothing is to be done, and then nothing else
 * is loaded.
 * @returns the names of the migrations that ran
 */
export async function bringUpToDate(config: Config): Promise<string[]> {
  const { migrationList } = await import('./migration-list.js');
  const { pendingMigrations } = await import('../platform/database/pending-migrations.js');
  if ((await pendingMigrations(config.DATABASE_URL, migrationList)).length === 0) return [];
  const signal = stopSignal();
  const { migrate } = await import('../platform/database/orm/index.js');
  const { schema } = await import('../schema.js');
  return migrate(config, schema, { signal });
}

/** Asks for an orderly stop once; a second signal ends the process at once, which is harmless too. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      process.stderr.write(`${name}: stops when the running statement is done\n`);
      controller.abort();
    });
  }
  return controller.signal;
}
