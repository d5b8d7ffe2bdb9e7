import { createConnection } from 'mysql2/promise';

/** Where it is noted which migrations are done. */
export const MIGRATIONS_TABLE = 'schema_migration';

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
const NO_SUCH_TABLE = 1146;

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
    const [rows] = await connection.query(question).catch((error: { errno?: number }) => {
      if (error.errno === NO_SUCH_TABLE) return [[]];
      throw error;
    });
    const done = new Set((rows as { name: string }[]).map(({ name }) => name));
    return migrations.map(({ name }) => name).filter((name) => !done.has(name));
  } finally {
    connection.destroy();
  }
}
