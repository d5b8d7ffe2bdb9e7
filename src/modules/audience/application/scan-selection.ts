import type { SqlReader } from '../../../platform/database';
import type { ResolvedSelection } from '../domain/selection';
import { amongSql, rangeSql, type SelectionTime, type UserWindow } from '../infra/selection-sql';

/** Where a part of the walk ends. */
export interface SelectionRange {
  /** The last user of the part. */
  untilUserId: string;
  /** How many users it has, as of now. */
  count: number;
}

/**
 * Cuts the next part off the walk through a selection, in order of user id.
 * @param size the most users of the part
 * @returns fewer than `size` users only at the end of the walk; null when nobody comes after `afterUserId`
 */
export async function nextRange(
  reader: SqlReader,
  selection: ResolvedSelection,
  options: UserWindow & SelectionTime,
  size: number,
): Promise<SelectionRange | null> {
  const { sql, params } = rangeSql(selection, options, size);
  const row = await reader.row<{ untilUserId: string | null; count: string }>(sql, params);
  return row?.untilUserId ? { untilUserId: row.untilUserId, count: Number(row.count) } : null;
}

/** Which of these users the selection means: one SELECT. */
export async function selectedAmong(
  reader: SqlReader,
  selection: ResolvedSelection,
  userIds: readonly string[],
  time: SelectionTime,
): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const { sql, params } = amongSql(selection, userIds, time);
  const rows = await reader.rows<{ user_id: string }>(sql, params);
  return new Set(rows.map((row) => row.user_id));
}
