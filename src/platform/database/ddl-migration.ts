import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A question about the schema as it is now. */
export type SchemaQuestion = (session: Pick<QueryRunner, 'query'>) => Promise<boolean>;

export function columnExists(table: string, column: string): SchemaQuestion {
  return foundIn('columns', { table_name: table, column_name: column });
}

/** Also for a unique key. */
export function indexExists(table: string, index: string): SchemaQuestion {
  return foundIn('statistics', { table_name: table, index_name: index });
}

export function not(question: SchemaQuestion): SchemaQuestion {
  return async (session) => !(await question(session));
}

function foundIn(view: string, names: Record<string, string>): SchemaQuestion {
  const conditions = Object.keys(names).map((name) => ` AND ${name} = ?`);
  const sql = `SELECT COUNT(*) AS found FROM information_schema.${view} WHERE table_schema = DATABASE()${conditions.join('')}`;
  return async (session) => {
    const [row] = await session.query(sql, Object.values(names));
    return Number(row.found) > 0;
  };
}

/**
 * One step of the schema: one statement, which commits by itself. What notes it as done comes after it, so a process that dies in
 * between leaves it to be run again: it must be harmless then.
 */
export abstract class DdlMigration implements MigrationInterface {
  /** Understood by MySQL and MariaDB alike. */
  abstract readonly statement: string;

  /** Whether it has taken effect already. Not needed where the statement itself may run twice, as CREATE TABLE IF NOT EXISTS. */
  readonly unless?: SchemaQuestion;

  async up(session: QueryRunner): Promise<void> {
    if (await this.unless?.(session)) return;
    await session.query(this.statement);
  }

  /** @throws Error always: what a release added, a later one takes away by a migration of its own. */
  async down(): Promise<void> {
    throw new Error('migrations go forwards only');
  }
}
