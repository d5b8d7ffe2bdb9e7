import type { SqlReader } from '../../../platform/database';
import { activeSince, type ResolvedSelection } from '../domain/selection';
import { estimateMembers, estimateRows } from '../infra/label-rows';
import { type SelectionTime, selectionSql } from '../infra/selection-sql';
import { nextBoundary } from './walk-selection';

/** Up to here a count is exact. */
export const MAX_EXACT_COUNT = 100_000;
/** So many users of the walk are looked at with one statement. */
const WINDOW_USERS = 20_000;
/** Counting that takes longer than this goes on as an estimate: somebody waits for the answer. */
const MAX_COUNTING_MS = 500;

export interface SelectionCount {
  count: number;
  /** true: `count` is a guess from a part of the users. */
  estimated: boolean;
}

/**
 * How many users a selection means: exact up to MAX_EXACT_COUNT; an estimate above, or when the selected ones lie so far
 * apart that finding them takes too long.
 */
export async function countSelection(
  reader: SqlReader,
  selection: ResolvedSelection,
  { now }: SelectionTime,
): Promise<SelectionCount> {
  if (isActiveOnly(selection)) return countActive(reader, activeSince(now, selection.activeWithinDays));
  const walked = walkedOnly(selection);
  const allSelected = JSON.stringify(walked) === JSON.stringify({ ...selection, activeWithinDays: null });
  const filtered = !allSelected || selection.activeWithinDays !== null;
  const startedAt = performance.now();
  let [seen, count] = [0, 0];
  let afterUserId: string | undefined;
  for (;;) {
    const part = await nextBoundary(reader, walked, { now, afterUserId }, WINDOW_USERS);
    if (!part) return { count, estimated: false };
    const window = { now, afterUserId, untilUserId: part.untilUserId };
    seen += part.count;
    count += filtered ? await countWindow(reader, selection, window) : part.count;
    if (part.count < WINDOW_USERS) {
      return { count, estimated: false };
    }
    const late = performance.now() - startedAt > MAX_COUNTING_MS;
    if (count > MAX_EXACT_COUNT || late) {
      const walkLength = Math.max(seen, await estimateWalk(reader, walked));
      return { count: Math.max(count, Math.round((count / seen) * walkLength)), estimated: true };
    }
    afterUserId = part.untilUserId;
  }
}

/** The selection without what is only checked user by user. */
function walkedOnly({ sets, userIds }: ResolvedSelection): ResolvedSelection {
  const first = userIds === null ? sets.slice(0, 1) : [];
  return { sets: first, userIds, excludedTagIds: [], activeWithinDays: null };
}

async function countWindow(
  reader: SqlReader,
  selection: ResolvedSelection,
  window: Parameters<typeof selectionSql>[1],
): Promise<number> {
  const { sql, params } = selectionSql(selection, window);
  const row = await reader.row<{ n: string }>(`SELECT COUNT(*) AS n FROM (${sql}) s`, params);
  return Number(row?.n ?? 0);
}

async function estimateWalk(reader: SqlReader, { sets, userIds }: ResolvedSelection): Promise<number> {
  if (userIds !== null) return userIds.length;
  const [first] = sets;
  if (!first) return estimateRows(reader, 'SELECT user_id FROM audience_user', []);
  let length = 0;
  for (const id of first.ids) length += await estimateMembers(reader, first.kind, id);
  return length;
}

type ActiveOnly = ResolvedSelection & { activeWithinDays: number };

function isActiveOnly(selection: ResolvedSelection): selection is ActiveOnly {
  const { sets, excludedTagIds, userIds, activeWithinDays } = selection;
  return sets.length === 0 && excludedTagIds.length === 0 && userIds === null && activeWithinDays !== null;
}

/** Has an index of its own, so that a few active users among millions are counted at once. */
async function countActive(reader: SqlReader, since: Date): Promise<SelectionCount> {
  const sql = 'SELECT 1 FROM audience_user FORCE INDEX (ix_audience_user_active) WHERE last_active_at >= ?';
  const row = await reader.row<{ n: string }>(
    `SELECT COUNT(*) AS n FROM (${sql} LIMIT ${MAX_EXACT_COUNT + 1}) s`,
    [since],
  );
  const count = Number(row?.n ?? 0);
  if (count <= MAX_EXACT_COUNT) return { count, estimated: false };
  return { count: Math.max(count, await estimateRows(reader, sql, [since])), estimated: true };
}
