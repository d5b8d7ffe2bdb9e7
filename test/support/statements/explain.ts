import type { Database } from '../../../src/platform/database';

/** One table of a plan, as `EXPLAIN FORMAT=TRADITIONAL` gives it. */
export interface PlanStep {
  table: string | null;
  type: string | null;
  key: string | null;
  rows: string | null;
  Extra: string | null;
}

/** @returns the tables that the server would read, without the temporary ones that hold the parts of a UNION */
export async function explain(database: Database, sql: string): Promise<PlanStep[]> {
  const steps = await database.rows<PlanStep>(`EXPLAIN FORMAT=TRADITIONAL ${sql}`);
  return steps.filter(({ table }) => table !== null && !table.startsWith('<'));
}

const MANY_ROWS = 1_000;

/** What is wrong with a plan, whatever the query: a scan of a whole large table, or a sort of more than a page. */
export function findScans(steps: readonly PlanStep[]): string[] {
  return steps.flatMap(({ table, type, rows, Extra }) => {
    const many = Number(rows) > MANY_ROWS;
    const scan =
      many && (type === 'ALL' || type === 'index')
        ? [`${table}: reads all of it (${type}, ${rows} rows)`]
        : [];
    const sort = many && /filesort|temporary/.test(Extra ?? '') ? [`${table}: ${Extra} of ${rows} rows`] : [];
    return [...scan, ...sort];
  });
}
