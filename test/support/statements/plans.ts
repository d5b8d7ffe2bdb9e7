import type { Database, SqlValue, Tx } from '../../../src/platform/database';

export interface Statement {
  sql: string;
  values?: readonly SqlValue[];
}

/** The statements that `work` sends, while they run: what is explained is what the application says, not a copy of it. */
export async function recordSql(
  database: Database,
  work: (tx: Tx) => Promise<unknown>,
): Promise<Statement[]> {
  const statements: Statement[] = [];
  await database.transaction(async (tx) => {
    const note =
      <Run extends (sql: string, values?: readonly SqlValue[]) => Promise<unknown>>(run: Run) =>
      (sql: string, values?: readonly SqlValue[]) => {
        statements.push({ sql, values });
        return run(sql, values);
      };
    const recorder = {
      rows: note(tx.rows.bind(tx)),
      row: note(tx.row.bind(tx)),
      change: note(tx.change.bind(tx)),
    };
    await work(recorder as unknown as Tx);
  });
  return statements;
}

export interface Plan {
  table: string;
  type: string;
  key: string | null;
  rows: string | number;
  Extra: string | null;
}

/** The server's plan, one row per table. */
export function explainAll(database: Database, { sql, values }: Statement): Promise<Plan[]> {
  return database.rows<Plan>(`EXPLAIN FORMAT=TRADITIONAL ${sql}`, values);
}

/** The plan of a statement on one table. */
export async function explain(database: Database, statement: Statement): Promise<Plan> {
  const [plan] = await explainAll(database, statement);
  return plan!;
}
