import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import type { LabelKind } from '../../domain/label';
import {
  advanceImport,
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
    const { rows, rejects: faulty } = checkLines(format, chunk.lines);
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
      const sorted = good
        .map(({ row }) => row)
        .sort((a, b) => (BigInt(a.userId) < BigInt(b.userId) ? -1 : 1));
      const membersOf = (kind: LabelKind, of: 'tags' | 'groups') =>
        sorted.flatMap(({ userId, [of]: named }) =>
          named.map((code) => ({ labelId: codes[kind].get(code)!, userId })),
        );
      const left = [...faulty, ...rejects].sort((a, b) => a.line - b.line);
      const counts = { imported: good.length, rejected: left.length };
      await Promise.all([
        upsertImported(tx, importId, columns, sorted, now),
        insertMembers(tx, 'tag', membersOf('tag', 'tags')),
        insertMembers(tx, 'group', membersOf('group', 'groups')),
        insertRejects(tx, importId, left),
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
