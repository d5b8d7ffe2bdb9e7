import type { Database, SqlReader, Tx } from '../../../platform/database';
import type { LabelKind } from '../domain/label';
import { estimateRows } from './estimate-rows';
import { GROUP_IDS, TAG_IDS } from './id-sequences';

/** Tags and groups are the same to the database: a code with a name, and the users who have it. */
export const LABELS = {
  tag: { table: 'tag', id: 'tag_id', members: 'user_tag', sequence: TAG_IDS },
  group: { table: 'user_group', id: 'group_id', members: 'group_member', sequence: GROUP_IDS },
} as const;

/** @returns the ids of the codes that exist */
export function idsByCode(
  reader: SqlReader,
  kind: LabelKind,
  codes: readonly string[],
): Promise<Map<string, string>> {
  return selectIds(reader, kind, codes, '');
}

/** The same, and holds the rows, so that none is deleted while users get it. */
export function holdCodes(tx: Tx, kind: LabelKind, codes: readonly string[]): Promise<Map<string, string>> {
  return selectIds(tx, kind, codes, 'LOCK IN SHARE MODE');
}

async function selectIds(
  reader: SqlReader,
  kind: LabelKind,
  codes: readonly string[],
  lock: '' | 'LOCK IN SHARE MODE',
): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  const { table, id } = LABELS[kind];
  const rows = await reader.rows<{ id: string; code: string }>(
    `SELECT ${id} AS id, code FROM ${table} WHERE code IN (?) ORDER BY code ${lock}`,
    [[...new Set(codes)]],
  );
  return new Map(rows.map((row) => [row.code, row.id]));
}

/** About how many users it has: what the server guesses from its index, without reading them. */
export async function estimateMembers(reader: SqlReader, kind: LabelKind, labelId: string): Promise<number> {
  const { id, members } = LABELS[kind];
  // Forced to an index, MySQL doesn't look into it but answers with an average.
  const sql = `SELECT user_id FROM ${members} IGNORE INDEX (ix_${members}_user) WHERE ${id} = ?`;
  return estimateRows(reader, sql, [BigInt(labelId)]);
}

/** How often users, up to this one if it is given, have one of these labels. */
export async function countMemberships(
  reader: SqlReader,
  kind: LabelKind,
  labelIds: readonly string[],
  untilUserId?: string,
): Promise<number> {
  const { id, members } = LABELS[kind];
  const [window, bound] = untilUserId === undefined ? ['', []] : [' AND user_id <= ?', [BigInt(untilUserId)]];
  const row = await reader.row<{ n: string }>(
    `SELECT COUNT(*) AS n FROM ${members} FORCE INDEX (PRIMARY) WHERE ${id} IN (?)${window}`,
    [labelIds.map(BigInt), ...bound],
  );
  return Number(row?.n ?? 0);
}

/** The codes that each of these users has, in order; users without any are left out. */
export async function codesOfUsers(
  reader: SqlReader,
  kind: LabelKind,
  userIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (userIds.length === 0) return new Map();
  const { table, id, members } = LABELS[kind];
  const rows = await reader.rows<{ userId: string; code: string }>(
    `SELECT m.user_id AS userId, l.code FROM ${members} m FORCE INDEX (ix_${members}_user)
     JOIN ${table} l ON l.${id} = m.${id} WHERE m.user_id IN (?) ORDER BY m.user_id, l.code`,
    [userIds.map(BigInt)],
  );
  const codes = new Map<string, string[]>();
  for (const { userId, code } of rows) codes.set(userId, [...(codes.get(userId) ?? []), code]);
  return codes;
}

/** The codes of one user's tags, in order. */
export async function selectTagCodes(reader: SqlReader, userId: string): Promise<string[]> {
  const rows = await reader.rows<{ code: string }>(
    `SELECT t.code FROM user_tag u FORCE INDEX (ix_user_tag_user) JOIN tag t ON t.tag_id = u.tag_id
     WHERE u.user_id = ? ORDER BY t.code`,
    [BigInt(userId)],
  );
  return rows.map(({ code }) => code);
}

export interface Label {
  labelId: string;
  code: string;
  name: string;
  createdAt: Date;
}

const labelColumns = (kind: LabelKind) =>
  `${LABELS[kind].id} AS labelId, code, name, created_at AS createdAt`;

export async function selectLabel(
  reader: SqlReader,
  kind: LabelKind,
  code: string,
): Promise<Label | undefined> {
  return reader.row<Label>(`SELECT ${labelColumns(kind)} FROM ${LABELS[kind].table} WHERE code = ?`, [code]);
}

/** Holds the label's row, so that it isn't deleted while members come or go. */
export async function lockLabel(tx: Tx, kind: LabelKind, code: string): Promise<Label | undefined> {
  return tx.row<Label>(
    `SELECT ${labelColumns(kind)} FROM ${LABELS[kind].table} WHERE code = ? LOCK IN SHARE MODE`,
    [code],
  );
}

/** In order of code. */
export async function selectLabels(
  reader: SqlReader,
  kind: LabelKind,
  after: string,
  limit: number,
): Promise<Label[]> {
  return reader.rows<Label>(
    `SELECT ${labelColumns(kind)} FROM ${LABELS[kind].table} WHERE code > ? ORDER BY code LIMIT ?`,
    [after, limit],
  );
}

export async function insertLabel(
  tx: Tx,
  kind: LabelKind,
  { labelId, code, name, createdAt }: Label,
): Promise<void> {
  await tx.change(
    `INSERT INTO ${LABELS[kind].table} (${LABELS[kind].id}, code, name, created_at) VALUES (?, ?, ?, ?)`,
    [labelId, code, name, createdAt],
  );
}

/** @returns false when there is no such label */
export async function updateLabelName(tx: Tx, kind: LabelKind, code: string, name: string): Promise<boolean> {
  const { affectedRows } = await tx.change(`UPDATE ${LABELS[kind].table} SET name = ? WHERE code = ?`, [
    name,
    code,
  ]);
  return affectedRows === 1;
}

/** Its members stay, as rows that nothing leads to any more, until {@link deleteMembersPage} has removed them. */
export async function deleteLabel(tx: Tx, kind: LabelKind, labelId: string): Promise<boolean> {
  const { table, id } = LABELS[kind];
  const { affectedRows } = await tx.change(`DELETE FROM ${table} WHERE ${id} = ?`, [labelId]);
  return affectedRows === 1;
}

/** @returns how many were removed: fewer than `limit` only when none is left */
export async function deleteMembersPage(
  database: Database,
  kind: LabelKind,
  labelId: string,
  limit: number,
): Promise<number> {
  const { members, id } = LABELS[kind];
  const { affectedRows } = await database.change(
    `DELETE FROM ${members} WHERE ${id} = ? ORDER BY user_id LIMIT ?`,
    [labelId, limit],
  );
  return affectedRows;
}

/** A user who gets a tag, or joins a group. */
export interface Member {
  labelId: string;
  userId: string;
}

/** In one order, so that two transactions with the same rows wait for each other instead of deadlocking. */
function inKeyOrder(members: readonly Member[]): [bigint, bigint][] {
  return members
    .map(({ labelId, userId }): [bigint, bigint] => [BigInt(labelId), BigInt(userId)])
    .sort(([a, b], [c, d]) => Number(a - c) || Number(b - d));
}

/** @returns how many were not members before */
export async function insertMembers(tx: Tx, kind: LabelKind, members: readonly Member[]): Promise<number> {
  if (members.length === 0) return 0;
  const { affectedRows } = await tx.change(
    `INSERT IGNORE INTO ${LABELS[kind].members} (${LABELS[kind].id}, user_id) VALUES ?`,
    [inKeyOrder(members)],
  );
  return affectedRows;
}

/** @returns how many were members */
export async function deleteMembers(
  tx: Tx,
  kind: LabelKind,
  labelId: string,
  userIds: readonly string[],
): Promise<number> {
  const { members, id } = LABELS[kind];
  const { affectedRows } = await tx.change(`DELETE FROM ${members} WHERE ${id} = ? AND user_id IN (?)`, [
    labelId,
    userIds.map(BigInt),
  ]);
  return affectedRows;
}
