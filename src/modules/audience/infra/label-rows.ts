import type { SqlReader } from '../../../platform/database';

/** Tags and groups are the same to the database: a code with a name, and the users who have it. */
export type LabelKind = 'tag' | 'group';

export const LABELS = {
  tag: { table: 'tag', id: 'tag_id', members: 'user_tag', sequence: 'tag' },
  group: { table: 'user_group', id: 'group_id', members: 'group_member', sequence: 'user_group' },
} as const;

/** @returns the ids of the codes that exist */
export async function idsByCode(
  reader: SqlReader,
  kind: LabelKind,
  codes: readonly string[],
): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const { table, id } = LABELS[kind];
  const rows = await reader.rows<{ id: string; code: string }>(
    `SELECT ${id} AS id, code FROM ${table} WHERE code IN (?)`,
    [[...new Set(codes)]],
  );
  return new Map(rows.map((row) => [row.code, row.id]));
}

/** About how many users it has: what the server guesses from its index, without reading them. */
export async function estimateMembers(reader: SqlReader, kind: LabelKind, labelId: string): Promise<number> {
  const { id, members } = LABELS[kind];
  return estimateRows(reader, `SELECT user_id FROM ${members} FORCE INDEX (PRIMARY) WHERE ${id} = ?`, [
    BigInt(labelId),
  ]);
}

/** How many rows the server expects to read for a query of one table. */
export async function estimateRows(
  reader: SqlReader,
  sql: string,
  params: Parameters<SqlReader['rows']>[1],
): Promise<number> {
  const plan = await reader.row<{ rows: string | number | null }>(`EXPLAIN ${sql}`, params);
  return Number(plan?.rows ?? 0);
}
