import type { SqlReader } from '../../../platform/database';
import { activeSince, type ResolvedSelection, type UserSet } from '../domain/selection';
import { countMemberships, estimateMembers, estimateRows } from '../infra/label-rows';
import {
  checksNothing,
  countActiveSql,
  type SelectionTime,
  selectionSql,
  type UserWindow,
  walkOf,
} from '../infra/selection-sql';
import { type Boundary, nextBoundary } from './walk-selection';

/** Up to here a count is exact. */
export const MAX_EXACT_COUNT = 100_000;
/** So many users of the walk are looked at with one statement. */
const PAGE_USERS = 20_000;
/** So many of these statements run at a time. */
const PAGES_AT_ONCE = 4;
/** After so many users of the walk counting ends as an estimate: somebody waits for the answer. */
const MAX_LOOKED_AT = 1_500_000;
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
  asked: ResolvedSelection,
  time: SelectionTime,
): Promise<SelectionCount> {
  const { selection, walkLength } = await shortestWalk(reader, asked);
  if (hasActivity(selection) && selection.userIds === null) {
    const active = await estimateActive(reader, selection, time);
    if (isActivityOnly(selection) && active > MAX_ACTIVE_USERS) return { count: active, estimated: true };
    if (active <= Math.min(MAX_ACTIVE_USERS, walkLength)) return countActive(reader, selection, time);
  }
  return countWalk(reader, selection, time, walkLength);
}

/** Page by page of the walk, several at once: where a page ends is found far faster than whom of it the selection means. */
async function countWalk(
  reader: SqlReader,
  selection: ResolvedSelection,
  time: SelectionTime,
  walkLength: number,
): Promise<SelectionCount> {
  const tally = { seen: 0, count: 0, untilUserId: '0', isWhole: false };
  const isAllOfWalk = checksNothing(selection);
  const pages = pagesOf(reader, selection, time, tally);
  const countPages = async () => {
    // The pages are handed out one by one, to whoever asks next.
    for await (const { afterUserId, untilUserId, count } of pages) {
      const window = { ...time, afterUserId, untilUserId };
      const meant = isAllOfWalk ? count : await countWindow(reader, selection, window);
      tally.count += meant;
    }
  };
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, countPages));
  const { count, seen, isWhole } = tally;
  if (isWhole) return { count, estimated: count > MAX_EXACT_COUNT };
  const length = await withoutOverlap(reader, selection, { ...tally, walkLength });
  return { count: Math.max(count, Math.round((count / seen) * length)), estimated: true };
}

/** Cuts the walk into pages, until it ends or what is counted of them is enough. */
async function* pagesOf(
  reader: SqlReader,
  selection: ResolvedSelection,
  time: SelectionTime,
  tally: { seen: number; count: number; untilUserId: string; isWhole: boolean },
): AsyncGenerator<Boundary & { afterUserId?: string }> {
  const walk = walkOf(selection);
  let afterUserId: string | undefined;
  while (tally.count <= MAX_EXACT_COUNT && tally.seen < MAX_LOOKED_AT) {
    const page = await nextBoundary(reader, walk, { ...time, afterUserId }, PAGE_USERS);
    tally.isWhole = (page?.count ?? 0) < PAGE_USERS;
    if (!page) return;
    tally.seen += page.count;
    tally.untilUserId = page.untilUserId;
    yield { ...page, afterUserId };
    if (tally.isWhole) return;
    afterUserId = page.untilUserId;
  }
}

async function countWindow(
  reader: SqlReader,
  selection: ResolvedSelection,
  window: UserWindow & SelectionTime,
): Promise<number> {
  const { sql, params } = selectionSql(selection, window);
  const row = await reader.row<{ count: string }>(`SELECT COUNT(*) AS count FROM (${sql}) s`, params);
  return Number(row!.count);
}

/** The same selection so that it walks its smallest set, and how many users that walk passes, about. */
async function shortestWalk(
  reader: SqlReader,
  selection: ResolvedSelection,
): Promise<{ selection: ResolvedSelection; walkLength: number }> {
  const { sets, userIds } = selection;
  if (userIds !== null) return { selection, walkLength: userIds.length };
  if (sets.length === 0) {
    return { selection, walkLength: await estimateRows(reader, 'SELECT user_id FROM audience_user', []) };
  }
  const sized: { set: UserSet; length: number }[] = [];
  for (const set of sets) {
    let length = 0;
    for (const id of set.ids) length += await estimateMembers(reader, set.kind, id);
    sized.push({ set, length });
  }
  sized.sort((a, b) => a.length - b.length);
  return { selection: { ...selection, sets: sized.map(({ set }) => set) }, walkLength: sized[0]!.length };
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
