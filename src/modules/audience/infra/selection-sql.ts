import type { SqlValue } from '../../../platform/database';
import { activeSince, type ResolvedSelection, type UserSet } from '../domain/selection';

/** A piece of SQL with its values in order. */
export interface SqlFragment {
  sql: string;
  params: SqlValue[];
}

/** Part of the walk: ids greater than `afterUserId`, up to and including `untilUserId`. */
export interface UserWindow {
  afterUserId?: string;
  untilUserId?: string;
}

/** What decides whom a selection means: the same `now` gives the same users, but for changes of the data. */
export interface SelectionTime {
  now: Date;
}

const MEMBERS = {
  tag: { table: 'user_tag', id: 'tag_id', byUser: 'ix_user_tag_user' },
  group: { table: 'group_member', id: 'group_id', byUser: 'ix_group_member_user' },
} as const;

/** Where the walk gets its ids from, and the condition that it is this walk's own. */
interface Walk {
  from: string;
  /** The walked id, as SQL. */
  id: string;
  where: string[];
  params: SqlValue[];
}

/**
 * The users of a selection, each once, as one column `user_id`: a query without ORDER BY, to be embedded as
 * `FROM (${sql}) s`, with `ORDER BY s.user_id` where order matters (an index gives it, except for several sets in one). Each
 * walk starts at `afterUserId` by an index and costs what lies in its window.
 */
export function selectionSql(selection: ResolvedSelection, options: UserWindow & SelectionTime): SqlFragment {
  const branches = walksOf(selection, options).map((walk) => branchSql(walk, selection, options));
  return join(branches, ({ sql }) => sql);
}

/** The first `limit` of them in order of id. */
export function firstUsersSql(
  selection: ResolvedSelection,
  options: UserWindow & SelectionTime,
  limit: number,
): SqlFragment {
  const branches = walksOf(selection, options).map((walk) => branchSql(walk, selection, options));
  // The first users of several walks are among the first users of each.
  const page = ` ORDER BY user_id LIMIT ${Math.trunc(limit)}`;
  const { sql, params } = join(branches, (branch) => `${branch.sql}${page}`);
  return { sql: branches.length > 1 ? sql + page : sql, params };
}

/** Where the first `size` of them end, and how many they are: one row, `untilUserId` and `count`. */
export function rangeSql(
  selection: ResolvedSelection,
  options: UserWindow & SelectionTime,
  size: number,
): SqlFragment {
  const { sql, params } = firstUsersSql(selection, options, size);
  return { sql: `SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count FROM (${sql}) w`, params };
}

/** How many users a query with one column `user_id` finds: one column `n`. */
export function countSql({ sql, params }: SqlFragment): SqlFragment {
  return { sql: `SELECT COUNT(*) AS n FROM (${sql}) s`, params };
}

/** Which of these users a selection means: one column `user_id`. */
export function amongSql(
  selection: ResolvedSelection,
  userIds: readonly string[],
  { now }: SelectionTime,
): SqlFragment {
  const listed = selection.userIds === null ? userIds : intersect(selection.userIds, userIds);
  return selectionSql({ ...selection, userIds: listed }, { now });
}

function join(branches: SqlFragment[], toSql: (branch: SqlFragment) => string): SqlFragment {
  const params = branches.flatMap((branch) => branch.params);
  if (branches.length === 1) return { sql: toSql(branches[0]!), params };
  return { sql: branches.map((branch) => `(${toSql(branch)})`).join(' UNION '), params };
}

/** One walk, or one for each tag or group of a set of several. */
function walksOf({ sets, userIds }: ResolvedSelection, window: UserWindow): Walk[] {
  if (userIds !== null) {
    const ids = inWindow(userIds, window);
    const where = ids.length > 0 ? ['u.user_id IN (?)'] : ['1 = 0'];
    const params = ids.length > 0 ? [ids] : [];
    return [{ from: 'audience_user u FORCE INDEX (PRIMARY)', id: 'u.user_id', where, params }];
  }
  const [first] = sets;
  if (!first)
    return [{ from: 'audience_user u FORCE INDEX (PRIMARY)', id: 'u.user_id', where: [], params: [] }];
  const { table, id } = MEMBERS[first.kind];
  return first.ids.map((setId) => ({
    from: `${table} m FORCE INDEX (PRIMARY)`,
    id: 'm.user_id',
    where: [`m.${id} = ?`],
    params: [BigInt(setId)],
  }));
}

function branchSql(
  walk: Walk,
  selection: ResolvedSelection,
  { afterUserId, untilUserId, now }: UserWindow & SelectionTime,
): SqlFragment {
  const where = [...walk.where];
  const params = [...walk.params];
  if (afterUserId !== undefined) {
    where.push(`${walk.id} > ?`);
    params.push(BigInt(afterUserId));
  }
  if (untilUserId !== undefined) {
    where.push(`${walk.id} <= ?`);
    params.push(BigInt(untilUserId));
  }
  const checks = checksOf(selection, walk.id, now);
  where.push(...checks.conditions);
  params.push(...checks.params);
  const condition = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
  return { sql: `SELECT ${walk.id} AS user_id FROM ${walk.from}${condition}`, params };
}

/** What is checked user by user: all of the selection but what the walk is made of. */
function checksOf(
  { sets, excludedTagIds, userIds, activeWithinDays }: ResolvedSelection,
  userId: string,
  now: Date,
): { conditions: string[]; params: SqlValue[] } {
  const conditions: string[] = [];
  const params: SqlValue[] = [];
  const add = (condition: string, value: SqlValue) => {
    conditions.push(condition);
    params.push(value);
  };
  for (const set of userIds === null ? sets.slice(1) : sets) {
    add(`${memberSql(set, userId)} IS NOT NULL`, set.ids.map(BigInt));
  }
  if (excludedTagIds.length > 0) {
    const excluded = memberSql({ kind: 'tag', ids: excludedTagIds }, userId);
    add(`${excluded} IS NULL`, excludedTagIds.map(BigInt));
  }
  if (activeWithinDays !== null) {
    const active = userId.startsWith('u.')
      ? 'u.last_active_at >= ?'
      : `(SELECT 1 FROM audience_user a WHERE a.user_id = ${userId} AND a.last_active_at >= ?) IS NOT NULL`;
    add(active, activeSince(now, activeWithinDays));
  }
  return { conditions, params };
}

/** How many users of a window a selection means. */
export function countWindowSql(
  selection: ResolvedSelection,
  window: UserWindow & SelectionTime,
): SqlFragment {
  const { sql, params } = selectionSql(selection, window);
  return { sql: `SELECT COUNT(*) AS count FROM (${sql}) s`, params };
}

/** Whether {@link countByTagsSql} can count it: tags say more about it than which one to walk along. */
export function readsByTags({ sets, excludedTagIds, userIds, activeWithinDays }: ResolvedSelection): boolean {
  if (userIds !== null) return false;
  if (sets.length === 0) return excludedTagIds.length > 0 && activeWithinDays === null;
  const tagSets = sets.filter(({ kind }) => kind === 'tag');
  const ids = tagSets.flatMap((set) => set.ids).concat(excludedTagIds);
  return tagSets.length > 0 && ids.length > 1;
}

/** How many users of a window a selection means, by one pass over all tags of the window's users, in order of user. */
export function countByTagsSql(
  { sets, excludedTagIds, activeWithinDays }: ResolvedSelection,
  { afterUserId, untilUserId, now }: UserWindow & SelectionTime,
): SqlFragment {
  const window = 'x.user_id > ? AND x.user_id <= ?';
  const bounds = [BigInt(afterUserId ?? 0), BigInt(untilUserId!)];
  const from = `user_tag x FORCE INDEX (${MEMBERS.tag.byUser}) WHERE ${window} AND x.tag_id IN (?)`;
  const excluded = excludedTagIds.map(BigInt);
  if (sets.length === 0) {
    // Whoever has a tag is a known user.
    return {
      sql: `SELECT (SELECT COUNT(*) FROM audience_user x FORCE INDEX (PRIMARY) WHERE ${window})
              - (SELECT COUNT(DISTINCT x.user_id) FROM ${from}) AS count`,
      params: [...bounds, ...bounds, excluded],
    };
  }
  const tagSets = sets.filter(({ kind }) => kind === 'tag').map(({ ids }) => ids.map(BigInt));
  const having = tagSets.map(() => 'SUM(x.tag_id IN (?)) > 0');
  if (excluded.length > 0) having.push('SUM(x.tag_id IN (?)) = 0');
  const groups = sets.filter(({ kind }) => kind === 'group');
  // No set is a walk here: all groups are checked.
  const others = { sets: groups, excludedTagIds: [], userIds: [], activeWithinDays };
  const checks = checksOf(others, 's.user_id', now);
  const where = checks.conditions.length > 0 ? ` WHERE ${checks.conditions.join(' AND ')}` : '';
  return {
    sql: `SELECT COUNT(*) AS count FROM (
            SELECT x.user_id FROM ${from} GROUP BY x.user_id HAVING ${having.join(' AND ')}) s${where}`,
    params: [
      ...bounds,
      [...tagSets.flat(), ...excluded],
      ...tagSets,
      ...(excluded.length > 0 ? [excluded] : []),
      ...checks.params,
    ],
  };
}

/** How many users a selection with `activeWithinDays` means, over the active ones only. */
export function countActiveSql(
  selection: ResolvedSelection & { activeWithinDays: number },
  { now }: SelectionTime,
): SqlFragment {
  // The first set is a check here like the others: none of them is walked.
  const checks = checksOf({ ...selection, activeWithinDays: null, userIds: [] }, 'u.user_id', now);
  const where = ['u.last_active_at >= ?', ...checks.conditions].join(' AND ');
  return {
    sql: `SELECT COUNT(*) AS count FROM audience_user u FORCE INDEX (ix_audience_user_active) WHERE ${where}`,
    params: [activeSince(now, selection.activeWithinDays), ...checks.params],
  };
}

/** Whether a selection means all users of its walk. */
export function checksNothing({
  sets,
  excludedTagIds,
  userIds,
  activeWithinDays,
}: ResolvedSelection): boolean {
  const checkedSets = userIds === null ? sets.slice(1) : sets;
  return checkedSets.length === 0 && excludedTagIds.length === 0 && activeWithinDays === null;
}

/** The selection without what is checked user by user. */
export function walkOf({ sets, userIds }: ResolvedSelection): ResolvedSelection {
  const first = userIds === null ? sets.slice(0, 1) : [];
  return { sets: first, userIds, excludedTagIds: [], activeWithinDays: null };
}

/**
 * A scalar subquery, not EXISTS: servers turn EXISTS into joins and may then walk the other table, all of it. One lookup
 * per walked user.
 */
function memberSql({ kind, ids }: UserSet, userId: string): string {
  const { table, id, byUser } = MEMBERS[kind];
  const index = ids.length > 1 ? byUser : 'PRIMARY';
  return `(SELECT 1 FROM ${table} x FORCE INDEX (${index}) WHERE x.user_id = ${userId} AND x.${id} IN (?) LIMIT 1)`;
}

function inWindow(userIds: readonly string[], { afterUserId, untilUserId }: UserWindow): bigint[] {
  const after = afterUserId === undefined ? undefined : BigInt(afterUserId);
  const until = untilUserId === undefined ? undefined : BigInt(untilUserId);
  const inside = (id: bigint) => (after === undefined || id > after) && (until === undefined || id <= until);
  return userIds.map(BigInt).filter(inside);
}

function intersect(a: readonly string[], b: readonly string[]): string[] {
  const other = new Set(b);
  return a.filter((id) => other.has(id));
}
