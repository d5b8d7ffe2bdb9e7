import { createConnection } from 'mysql2/promise';
import { isTableMissing } from './mysql-errors';
import type { SqlReader } from './sql';

/** The names of all migrations, for the injector. */
export const MIGRATION_NAMES = Symbol('the names of the migrations');

/** Where it is noted which migrations are done. */
export const MIGRATIONS_TABLE = 'schema_migration';

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;

/** The names of those that are noted as done; none where nothing has been made yet. */
export async function selectDoneMigrations(reader: SqlReader): Promise<string[]> {
  try {
    const rows = await reader.rows<{ name: string }>(`SELECT name FROM ${MIGRATIONS_TABLE}`);
    return rows.map(({ name }) => name);
  } catch (error) {
    if (isTableMissing(error)) return [];
    throw error;
  }
}

/**
 * Which migrations have not run yet: one question, without loading TypeORM and all entities.
 * @param url of the database
 * @param migrations in their order
 * @returns their names
 */
export async function pendingMigrations(url: string, migrations: (new () => object)[]): Promise<string[]> {
  const connection = await createConnection({ uri: url, connectTimeout: CONNECT_TIMEOUT_MS });
  try {
    const question = { sql: `SELECT name FROM ${MIGRATIONS_TABLE}`, timeout: ANSWER_TIMEOUT_MS };
    const [rows] = await connection.query(question).catch((error: unknown) => {
      if (isTableMissing(error)) return [[]];
      throw error;
    });
    const done = new Set((rows as { name: string }[]).map(({ name }) => name));
    return migrations.map(({ name }) => name).filter((name) => !done.has(name));
  } finally {
    connection.destroy();
  }
}
