import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { type ConsentName, type Consents, decideConsents } from '../../domain/consent';
import { CONSENT_BY_COLUMN } from '../../domain/import-row';
import type { LabelKind } from '../../domain/label';
import { holdConsents } from '../../infra/consent-rows';
import {
  advanceImport,
  type DecidedRow,
  insertRejects,
  lockImport,
  type Position,
  type Reject,
  upsertImported,
  userColumnsOf,
  writtenUsers,
} from '../../infra/import-rows';
import { holdCodes, insertMembers } from '../../infra/label-rows';
import type { Chunk } from '../../infra/read-import-file';
import { type CheckedRow, checkLines, type RowFormat, rejectLine } from './check-import-lines';

/** Writes one chunk of an import. */
@Injectable()
export class WriteImportChunk {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * One transaction: the import's row first, which must stand at `from`, then users, tags, groups, each sorted, and rejects.
   * @throws AppError IMPORT_BUSY when the import stands elsewhere
   */
  async execute(importId: string, format: RowFormat, from: Position, chunk: Chunk): Promise<void> {
    const { rows, rejects: faulty } = checkLines(format, chunk.lines, this.clock.now());
    const columns = userColumnsOf(format.header);
    await this.database.transaction(async (tx) => {
      const now = this.clock.now();
      // One packet, in this order: nothing below is looked at unless the import's row is held.
      const [isHeld, tags, groups, seen] = await Promise.all([
        lockImport(tx, importId, from),
        holdCodes(
          tx,
          'tag',
          rows.flatMap(({ row }) => row.tags),
        ),
        holdCodes(
          tx,
          'group',
          rows.flatMap(({ row }) => row.groups),
        ),
        writtenUsers(
          tx,
          importId,
          rows.map(({ row }) => row.userId),
        ),
      ]);
      if (!isHeld) throw new AppError('IMPORT_BUSY');
      const codes = { tag: tags, group: groups };
      const { good, rejects } = sift(rows, seen, codes);
      const sorted = good.sort((a, b) => (BigInt(a.row.userId) < BigInt(b.row.userId) ? -1 : 1));
      const membersOf = (kind: LabelKind, of: 'tags' | 'groups') =>
        sorted.flatMap(({ row: { userId, [of]: named } }) =>
          named.map((code) => ({ labelId: codes[kind].get(code)!, userId })),
        );
      const { decided, kept } = await this.decide(tx, format, sorted, now);
      const listed = [...faulty, ...rejects, ...kept].sort((a, b) => a.line - b.line);
      const counts = {
        imported: good.length,
        rejected: faulty.length + rejects.length,
        keptOptedOut: kept.length,
      };
      await Promise.all([
        upsertImported(tx, importId, columns, decided, now),
        insertMembers(tx, 'tag', membersOf('tag', 'tags')),
        insertMembers(tx, 'group', membersOf('group', 'groups')),
        insertRejects(tx, importId, listed, now),
        advanceImport(
          tx,
          importId,
          { committedLines: chunk.committedLines, digest: chunk.digest },
          counts,
          now,
        ),
      ]);
    });
  }

  /** What the rows leave of what their users agree to, and which of them report an agreement that doesn't count. */
  private async decide(
    tx: Tx,
    { header }: RowFormat,
    sorted: readonly CheckedRow[],
    now: Date,
  ): Promise<{ decided: DecidedRow[]; kept: Reject[] }> {
    if (!header.some((column) => Object.hasOwn(CONSENT_BY_COLUMN, column))) {
      return { decided: sorted.map(({ row }) => ({ row, consents: null })), kept: [] };
    }
    const known = await holdConsents(
      tx,
      sorted.map(({ row }) => row.userId),
      now,
    );
    const kept: Reject[] = [];
    const decided = sorted.map(({ row, line }) => {
      const report = { values: row.consents, source: 'import', at: row.consentAt } as const;
      const before = known.get(row.userId)!;
      const decision = decideConsents(before, report, now);
      if (decision.kept.length > 0) kept.push(keptOptedOut(row.userId, line.number, before, decision.kept));
      return { row, consents: decision.consents };
    });
    return { decided, kept };
  }
}

const COLUMN_BY_CONSENT = Object.fromEntries(
  Object.entries(CONSENT_BY_COLUMN).map(([column, name]) => [name, column]),
) as Record<ConsentName, string>;

function keptOptedOut(userId: string, line: number, known: Consents, names: readonly ConsentName[]): Reject {
  const errors = names.map((name) => {
    const { at, source } = known[name];
    const when = at === null ? '' : ` on ${at.toISOString()}`;
    const message = `the user has refused${when} (source: ${source ?? 'unknown'}), and is kept so: no later consent_at says otherwise`;
    return { field: COLUMN_BY_CONSENT[name], code: 'KEPT_OPTED_OUT', message };
  });
  return { line, errors, record: userId };
}

/**
 * Leaves out whom the file named before, and who has tags or groups that don't exist.
 * @param written by this import, in chunks before
 */
function sift(
  rows: readonly CheckedRow[],
  written: ReadonlySet<string>,
  codes: Record<LabelKind, ReadonlyMap<string, string>>,
): { good: CheckedRow[]; rejects: Reject[] } {
  const seen = new Set(written);
  const good: CheckedRow[] = [];
  const rejects: Reject[] = [];
  for (const checked of rows) {
    const { row, line } = checked;
    const errors = [
      ...unknownCodes('tags', 'TAG_UNKNOWN', row.tags, codes.tag),
      ...unknownCodes('groups', 'GROUP_UNKNOWN', row.groups, codes.group),
    ];
    if (seen.has(row.userId)) {
      const message = `user ${row.userId} is in the file before`;
      errors.unshift({ field: 'user_id', code: 'USER_REPEATED', message });
    }
    if (errors.length > 0) {
      rejects.push(rejectLine(line, errors));
      continue;
    }
    seen.add(row.userId);
    good.push(checked);
  }
  return { good, rejects };
}

function unknownCodes(
  field: string,
  code: string,
  named: readonly string[],
  known: ReadonlyMap<string, string>,
): { field: string; code: string; message: string }[] {
  return named
    .filter((name) => !known.has(name))
    .map((name) => ({ field, code, message: `there is no "${name}"` }));
}
