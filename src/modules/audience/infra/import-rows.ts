import type { SqlReader, SqlValue, Tx } from '../../../platform/database';
import type { RowError } from '../../../shared/csv';
import { CONSENTS, type Consents } from '../domain/consent';
import { type ImportRow, USER_COLUMNS, type UserColumn } from '../domain/import-row';
import { consentColumns, consentValues } from './consent-rows';
import { ADDRESSES, forgetUndeliverable } from './user-rows';

/** `audience_import.status`: open until the last line of the file is taken; done ones take no more. */
export const ImportStatus = { Open: 0, Done: 1 } as const;

export interface StoredImport {
  importId: string;
  sourceName: string | null;
  status: number;
  committedLines: number;
  digest: string;
  importedCount: number;
  rejectedCount: number;
  keptOptedOutCount: number;
  createdAt: Date;
  updatedAt: Date;
  finishedAt: Date | null;
}

type ImportDbRow = Omit<
  StoredImport,
  'committedLines' | 'importedCount' | 'rejectedCount' | 'keptOptedOutCount'
> & {
  committedLines: string;
  importedCount: string;
  rejectedCount: string;
  keptOptedOutCount: string;
};

const COLUMNS = `import_id AS importId, source_name AS sourceName, status, committed_lines AS committedLines, digest,
  imported_count AS importedCount, rejected_count AS rejectedCount, kept_opted_out_count AS keptOptedOutCount,
  created_at AS createdAt, updated_at AS updatedAt, finished_at AS finishedAt`;

const toImport = (row: ImportDbRow): StoredImport => ({
  ...row,
  committedLines: Number(row.committedLines),
  importedCount: Number(row.importedCount),
  rejectedCount: Number(row.rejectedCount),
  keptOptedOutCount: Number(row.keptOptedOutCount),
});

export async function selectImport(reader: SqlReader, importId: string): Promise<StoredImport | undefined> {
  const row = await reader.row<ImportDbRow>(`SELECT ${COLUMNS} FROM audience_import WHERE import_id = ?`, [
    importId,
  ]);
  return row && toImport(row);
}

/** Newest id first. */
export async function selectImports(
  reader: SqlReader,
  before: string | undefined,
  limit: number,
): Promise<StoredImport[]> {
  const rows = await reader.rows<ImportDbRow>(
    `SELECT ${COLUMNS} FROM audience_import ${before ? 'WHERE import_id < ?' : ''} ORDER BY import_id DESC LIMIT ?`,
    [...(before ? [before] : []), limit],
  );
  return rows.map(toImport);
}

export interface ImportRequest {
  scope: string;
  key: string;
}

export async function selectImportByRequest(
  reader: SqlReader,
  { scope, key }: ImportRequest,
): Promise<StoredImport | undefined> {
  const row = await reader.row<ImportDbRow>(
    `SELECT ${COLUMNS} FROM audience_import WHERE request_scope = ? AND request_key = ?`,
    [scope, key],
  );
  return row && toImport(row);
}

export async function insertImport(
  tx: Tx,
  fresh: { importId: string; sourceName: string | null; digest: string; request?: ImportRequest },
  now: Date,
): Promise<void> {
  await tx.change(
    `INSERT INTO audience_import
       (import_id, request_scope, request_key, source_name, digest, created_at, updated_at) VALUES (?)`,
    [
      [
        fresh.importId,
        fresh.request?.scope ?? null,
        fresh.request?.key ?? null,
        fresh.sourceName,
        fresh.digest,
        now,
        now,
      ],
    ],
  );
}

/** How far an import has come. */
export interface Position {
  committedLines: number;
  digest: string;
}

/** Holds the import's row, if the import is open and stands where it is expected. */
export async function lockImport(
  tx: Tx,
  importId: string,
  { committedLines, digest }: Position,
): Promise<boolean> {
  const row = await tx.row(
    'SELECT 1 FROM audience_import WHERE import_id = ? AND status = ? AND committed_lines = ? AND digest = ? FOR UPDATE',
    [importId, ImportStatus.Open, committedLines, digest],
  );
  return row !== undefined;
}

/** Moves an import whose row is held. */
export async function advanceImport(
  tx: Tx,
  importId: string,
  to: Position,
  counts: { imported: number; rejected: number; keptOptedOut: number },
  now: Date,
): Promise<void> {
  await tx.change(
    `UPDATE audience_import SET committed_lines = ?, digest = ?, imported_count = imported_count + ?,
       rejected_count = rejected_count + ?, kept_opted_out_count = kept_opted_out_count + ?, updated_at = ? WHERE import_id = ?`,
    [to.committedLines, to.digest, counts.imported, counts.rejected, counts.keptOptedOut, now, importId],
  );
}

/** @returns false when it was done already */
export async function finishImport(tx: Tx, importId: string, now: Date): Promise<boolean> {
  const { affectedRows } = await tx.change(
    'UPDATE audience_import SET status = ?, finished_at = ?, updated_at = ? WHERE import_id = ? AND status = ?',
    [ImportStatus.Done, now, now, importId, ImportStatus.Open],
  );
  return affectedRows === 1;
}

/** Which of these users this import has written already. */
export async function writtenUsers(
  tx: Tx,
  importId: string,
  userIds: readonly string[],
): Promise<Set<string>> {
  if (userIds.length === 0) return new Set();
  const rows = await tx.rows<{ userId: string }>(
    'SELECT user_id AS userId FROM audience_user WHERE user_id IN (?) AND last_import_id = ?',
    [userIds.map(BigInt), importId],
  );
  return new Set(rows.map(({ userId }) => userId));
}

/** What a known user's columns become: an empty value says nothing, and a sign of life is never taken back by an older file. */
const NEXT_VALUE: Record<UserColumn, string> = {
  email: 'COALESCE(VALUES(email), email)',
  phone: 'COALESCE(VALUES(phone), phone)',
  locale: 'COALESCE(VALUES(locale), locale)',
  time_zone: 'COALESCE(VALUES(time_zone), time_zone)',
  last_active_at: `IF(VALUES(last_active_at) IS NULL OR last_active_at > VALUES(last_active_at),
    last_active_at, VALUES(last_active_at))`,
};

/** A row with what it leaves of the user's consents, which are held; null: the file says nothing of them. */
export interface DecidedRow {
  row: ImportRow;
  consents: Consents | null;
}

/** Creates users or overwrites what the file has values for. @param rows sorted by user id; all have consents, or none has */
export async function upsertImported(
  tx: Tx,
  importId: string,
  columns: readonly UserColumn[],
  rows: readonly DecidedRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const consentNames = rows[0]!.consents === null ? [] : CONSENTS;
  const overwritten = [...consentNames.flatMap(consentColumns), 'last_import_id', 'updated_at'];
  const updates = [
    // Before the addresses themselves: of other ones nothing is known.
    ...ADDRESSES.filter((address) => columns.includes(address)).flatMap((address) =>
      forgetUndeliverable(address, NEXT_VALUE[address]),
    ),
    ...columns.map((column) => `${column} = ${NEXT_VALUE[column]}`),
    ...overwritten.map((column) => `${column} = VALUES(${column})`),
  ];
  await tx.change(
    `INSERT INTO audience_user (${['user_id', ...columns, ...overwritten, 'created_at'].join(', ')})
     VALUES ? ON DUPLICATE KEY UPDATE ${updates.join(', ')}`,
    [
      rows.map(({ row: { userId, values }, consents }): SqlValue[] => [
        BigInt(userId),
        ...columns.map((column) => values[column]),
        ...(consents ? consentNames.flatMap((name) => consentValues(consents[name])) : []),
        importId,
        now,
        now,
      ]),
    ],
  );
}

/** The file's own columns among those of a user, in one order. */
export function userColumnsOf(header: readonly string[]): UserColumn[] {
  return USER_COLUMNS.filter((column) => header.includes(column));
}

/** A line that is left out, or of which a part is. */
export interface Reject {
  line: number;
  errors: readonly Pick<RowError, 'field' | 'code' | 'message'>[];
  record: string;
}

export async function insertRejects(
  tx: Tx,
  importId: string,
  rejects: readonly Reject[],
  now: Date,
): Promise<void> {
  if (rejects.length === 0) return;
  await tx.change(
    'INSERT INTO audience_import_reject (import_id, line_no, errors, record, created_at) VALUES ?',
    [rejects.map(({ line, errors, record }) => [importId, line, JSON.stringify(errors), record, now])],
  );
}

/** @returns how many */
export async function deleteOldRejects(
  tx: { change: Tx['change'] },
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const { affectedRows } = await tx.change(
    'DELETE FROM audience_import_reject WHERE created_at < ? ORDER BY created_at LIMIT ?',
    [before, limit],
  );
  return affectedRows;
}

/** In order of line. */
export async function selectRejects(
  reader: SqlReader,
  importId: string,
  afterLine: number,
  limit: number,
): Promise<Reject[]> {
  const rows = await reader.rows<{ line: string; errors: string; record: string }>(
    `SELECT line_no AS line, errors, record FROM audience_import_reject
     WHERE import_id = ? AND line_no > ? ORDER BY line_no LIMIT ?`,
    [importId, afterLine, limit],
  );
  return rows.map(({ line, errors, record }) => ({
    line: Number(line),
    errors: JSON.parse(errors) as Reject['errors'],
    record,
  }));
}
