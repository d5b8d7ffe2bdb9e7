import type { SqlReader } from '../../../platform/database';

/** How many rows the server expects to read for a query of one table. */
export async function estimateRows(
  reader: SqlReader,
  sql: string,
  params: Parameters<SqlReader['rows']>[1],
): Promise<number> {
  const plan = await reader.row<{ rows: string | number | null }>(
    `EXPLAIN FORMAT=TRADITIONAL ${sql}`,
    params,
  );
  return Number(plan?.rows ?? 0);
}

/** About how many users there are. */
export function estimateUsers(reader: SqlReader): Promise<number> {
  return estimateRows(reader, 'SELECT user_id FROM audience_user', []);
}

/** About how many users were active since then. */
export function estimateActiveUsers(reader: SqlReader, since: Date): Promise<number> {
  return estimateRows(reader, 'SELECT 1 FROM audience_user WHERE last_active_at >= ?', [since]);
}

/** About how many tags all users have. */
export function estimateUserTags(reader: SqlReader): Promise<number> {
  return estimateRows(reader, 'SELECT user_id FROM user_tag', []);
}
