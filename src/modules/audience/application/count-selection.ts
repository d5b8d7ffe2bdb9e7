import type { SqlReader } from '../../../platform/database';
import { activeSince, type ResolvedSelection } from '../domain/selection';
import { countMemberships, estimateMembers, estimateRows } from '../infra/label-rows';
import { countActiveSql, countPageSql, type SelectionTime } from '../infra/selection-sql';

/** Up to here a count is exact. */
export const MAX_EXACT_COUNT = 100_000;
/** So many users of the walk are looked at with one statement. */
const PAGE_USERS = 20_000;
/** After so many users of the walk counting ends as an estimate: somebody waits for the answer. */
const MAX_LOOKED_AT = 600_000;
/** So many active users are looked at one by one rather than a walk that is longer. */
const MAX_ACTIVE_USERS = 200_000;

export interface SelectionCount {
  count: number;
  /** true: `count` is a guess from a part of the users. */
  estimated: boolean;
}

/**
 * How many users a selection means: exact up to MAX_EXACT_COUNT; an estimate above, or when the selected ones lie so far
 * apart that more than MAX_LOOKED_AT users would have to be looked at.
 */
export async function countSelection(
  reader: SqlReader,
  selection: ResolvedSelection,
  time: SelectionTime,
): Promise<SelectionCount> {
  const walkLength = await estimateWalk(reader, selection);
  if (hasActivity(selection) && selection.userIds === null) {
    const active = await estimateActive(reader, selection, time);
    if (isActivityOnly(selection) && active > MAX_ACTIVE_USERS) return { count: active, estimated: true };
    if (active <= Math.min(MAX_ACTIVE_USERS, walkLength)) return countActive(reader, selection, time);
  }
  return countWalk(reader, selection, time, walkLength);
}

async function countWalk(
  reader: SqlReader,
  selection: ResolvedSelection,
  { now }: SelectionTime,
  walkLength: number,
): Promise<SelectionCount> {
  let [seen, count] = [0, 0];
  let afterUserId: string | undefined;
  for (;;) {
    const { sql, params } = countPageSql(selection, { now, afterUserId }, PAGE_USERS);
    const row = await reader.row<{ seen: string; meant: string; untilUserId: string | null }>(sql, params);
    const page = { seen: Number(row?.seen ?? 0), meant: Number(row?.meant ?? 0) };
    seen += page.seen;
    count += page.meant;
    if (page.seen < PAGE_USERS) return { count, estimated: false };
    if (count > MAX_EXACT_COUNT || seen >= MAX_LOOKED_AT) {
      const length = await withoutOverlap(reader, selection, {
        seen,
        untilUserId: row!.untilUserId!,
        walkLength,
      });
      return { count: Math.max(count, Math.round((count / seen) * length)), estimated: true };
    }
    afterUserId = row!.untilUserId!;
  }
}

/** How many users the walk passes, about. */
async function estimateWalk(reader: SqlReader, { sets, userIds }: ResolvedSelection): Promise<number> {
  if (userIds !== null) return userIds.length;
  const [first] = sets;
  if (!first) return estimateRows(reader, 'SELECT user_id FROM audience_user', []);
  let length = 0;
  for (const id of first.ids) length += await estimateMembers(reader, first.kind, id);
  return length;
}

/** Who has several of the walked tags was estimated once for each of them: as often as among those that were seen. */
async function withoutOverlap(
  reader: SqlReader,
  { sets, userIds }: ResolvedSelection,
  walk: { seen: number; untilUserId: string; walkLength: number },
): Promise<number> {
  const [first] = userIds === null ? sets : [];
  if (!first || first.ids.length < 2) return walk.walkLength;
  const memberships = await countMemberships(reader, first.kind, first.ids, walk.untilUserId);
  return Math.round((walk.walkLength * walk.seen) / memberships);
}

type WithActivity = ResolvedSelection & { activeWithinDays: number };

function hasActivity(selection: ResolvedSelection): selection is WithActivity {
  return selection.activeWithinDays !== null;
}

function isActivityOnly({ sets, excludedTagIds }: ResolvedSelection): boolean {
  return sets.length === 0 && excludedTagIds.length === 0;
}

async function estimateActive(
  reader: SqlReader,
  { activeWithinDays }: WithActivity,
  { now }: SelectionTime,
): Promise<number> {
  const since = activeSince(now, activeWithinDays);
  return estimateRows(reader, 'SELECT 1 FROM audience_user WHERE last_active_at >= ?', [since]);
}

/** Activity has an index of its own, so that a few active users among millions are counted at once. */
async function countActive(
  reader: SqlReader,
  selection: WithActivity,
  time: SelectionTime,
): Promise<SelectionCount> {
  const { sql, params } = countActiveSql(selection, time);
  const row = await reader.row<{ count: string }>(sql, params);
  return { count: Number(row?.count ?? 0), estimated: false };
}
