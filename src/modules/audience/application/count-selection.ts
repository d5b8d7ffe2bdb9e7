import type { SqlReader } from '../../../platform/database';
import { activeSince, type ResolvedSelection, type UserSet } from '../domain/selection';
import { estimateActiveUsers, estimateUsers, estimateUserTags } from '../infra/estimate-rows';
import { countMemberships, estimateMembers } from '../infra/label-rows';
import {
  checksNothing,
  countActiveSql,
  countByTagsSql,
  countWindowSql,
  readsByTags,
  type SelectionTime,
  type SqlFragment,
  walkOf,
} from '../infra/selection-sql';
import { nextRange, type SelectionRange } from './scan-selection';

/** Up to here a count is exact. */
export const MAX_EXACT_COUNT = 100_000;
/** So many users of the walk are looked at with one statement. */
const PAGE_USERS = 20_000;
/** So many of these statements run at a time. */
const PAGES_AT_ONCE = 4;
/** After so many users of the walk counting ends as an estimate: somebody waits for the answer. */
const MAX_LOOKED_AT = 1_500_000;
/** A lookup of a user's tag takes about as long as reading so many rows of tags in order. */
const LOOKUP_COST = 8;
/** Memberships that are counted rather than guessed. */
const MAX_COUNTED = 2_000_000;
/** Below MAX_LOOKED_AT, because the server's guess of how many users there are may be off. */
const MAX_USERS_OF_PASS = 1_200_000;
const EVERYONE: ResolvedSelection = { sets: [], excludedTagIds: [], userIds: null, activeWithinDays: null };
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
  if (readsByTags(selection)) {
    const users = await estimateUsers(reader);
    const tagRows = await estimateUserTags(reader);
    if (isPassShorter({ users, tagRows, walkLength })) return countByTags(reader, selection, time, users);
  }
  return countWalk(reader, selection, time, walkLength);
}

/** Whether a pass over everybody's tags is shorter than a walk with lookups, and is sure to come to its end. */
export function isPassShorter(sizes: { users: number; tagRows: number; walkLength: number }): boolean {
  const { users, tagRows, walkLength } = sizes;
  return users <= MAX_USERS_OF_PASS && users + tagRows < walkLength * LOOKUP_COST;
}

/** Looks at each user of the walk: right where the walk is short, however many tags there are. */
async function countWalk(
  reader: SqlReader,
  selection: ResolvedSelection,
  time: SelectionTime,
  walkLength: number,
): Promise<SelectionCount> {
  const isAllOfWalk = checksNothing(selection);
  const tally = await countPages(reader, walkOf(selection), time, async ({ count, ...window }) => {
    return isAllOfWalk ? count : countOf(reader, countWindowSql(selection, { ...time, ...window }));
  });
  return toCount(tally, () => lengthOfWalk(reader, selection, { ...tally, walkLength }));
}

/** Reads the tags of everybody in one pass: right where the walk is long, since a lookup costs as much as several rows. */
async function countByTags(
  reader: SqlReader,
  selection: ResolvedSelection,
  time: SelectionTime,
  users: number,
): Promise<SelectionCount> {
  const tally = await countPages(reader, EVERYONE, time, ({ count: _, ...window }) =>
    countOf(reader, countByTagsSql(selection, { ...time, ...window })),
  );
  return toCount(tally, async () => users);
}

async function countOf(reader: SqlReader, { sql, params }: SqlFragment): Promise<number> {
  const row = await reader.row<{ count: string }>(sql, params);
  return Number(row!.count);
}

async function toCount(
  { count, seen, isWhole }: Tally,
  length: () => Promise<number>,
): Promise<SelectionCount> {
  if (isWhole) return { count, estimated: count > MAX_EXACT_COUNT };
  return { count: Math.max(count, Math.round((count / seen) * (await length()))), estimated: true };
}

interface Page extends SelectionRange {
  afterUserId?: string;
}

/** What became of the pages so far. */
interface Tally {
  /** Users of the walk. */
  seen: number;
  /** Those of them that the selection means. */
  count: number;
  untilUserId: string;
  /** The walk has ended. */
  isWhole: boolean;
}

/** Page by page of the walk, several at once: where a page ends is found far faster than whom of it the selection means. */
async function countPages(
  reader: SqlReader,
  walk: ResolvedSelection,
  time: SelectionTime,
  countPage: (page: Page) => Promise<number>,
): Promise<Tally> {
  const tally: Tally = { seen: 0, count: 0, untilUserId: '0', isWhole: false };
  const pages = pagesOf(reader, walk, time, tally);
  const work = async () => {
    // The pages are handed out one by one, to whoever asks next.
    for await (const page of pages) {
      const count = await countPage(page);
      tally.count += count;
    }
  };
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, work));
  return tally;
}

/** Cuts the walk into pages, until it ends or what is counted of them is enough. */
async function* pagesOf(
  reader: SqlReader,
  walk: ResolvedSelection,
  time: SelectionTime,
  tally: Tally,
): AsyncGenerator<Page> {
  let afterUserId: string | undefined;
  while (tally.count <= MAX_EXACT_COUNT && tally.seen < MAX_LOOKED_AT) {
    const page = await nextRange(reader, walk, { ...time, afterUserId }, PAGE_USERS);
    tally.isWhole = (page?.count ?? 0) < PAGE_USERS;
    if (!page) return;
    tally.seen += page.count;
    tally.untilUserId = page.untilUserId;
    yield { ...page, afterUserId };
    if (tally.isWhole) return;
    afterUserId = page.untilUserId;
  }
}

/** The same selection so that it walks its smallest set, and how many users that walk passes, about. */
async function shortestWalk(
  reader: SqlReader,
  selection: ResolvedSelection,
): Promise<{ selection: ResolvedSelection; walkLength: number }> {
  const { sets, userIds } = selection;
  if (userIds !== null) return { selection, walkLength: userIds.length };
  if (sets.length === 0) return { selection, walkLength: await estimateUsers(reader) };
  const sized: { set: UserSet; length: number }[] = [];
  for (const set of sets) {
    let length = 0;
    for (const id of set.ids) length += await estimateMembers(reader, set.kind, id);
    sized.push({ set, length });
  }
  sized.sort((a, b) => a.length - b.length);
  return { selection: { ...selection, sets: sized.map(({ set }) => set) }, walkLength: sized[0]!.length };
}

/** How many users the walk passes: what is known of its beginning says how often one of them has several of the walked labels. */
async function lengthOfWalk(
  reader: SqlReader,
  { sets, userIds }: ResolvedSelection,
  walk: { seen: number; untilUserId: string; walkLength: number },
): Promise<number> {
  const [first] = userIds === null ? sets : [];
  if (!first) return walk.walkLength;
  // The server's guess may be off by a factor of two, and counting them takes 0.1 µs each.
  const [before, all] = await Promise.all([
    countMemberships(reader, first.kind, first.ids, walk.untilUserId),
    walk.walkLength > MAX_COUNTED ? walk.walkLength : countMemberships(reader, first.kind, first.ids),
  ]);
  // A label that was deleted meanwhile may have lost the members that were seen.
  return before === 0 ? walk.walkLength : Math.round((all * walk.seen) / before);
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
  return estimateActiveUsers(reader, activeSince(now, activeWithinDays));
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
