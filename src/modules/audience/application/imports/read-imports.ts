import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { type Page, readIdCursor, toPage } from '../../../../platform/paging';
import { toCsvLine } from '../../../../shared/csv';
import { AppError } from '../../../../shared/errors';
import { type StoredImport, selectImport, selectImports, selectRejects } from '../../infra/import-rows';

const REJECTS_PER_PAGE = 1_000;

@Injectable()
export class ReadImports {
  constructor(private readonly database: Database) {}

  /** @throws AppError IMPORT_NOT_FOUND */
  async one(importId: string): Promise<StoredImport> {
    const found = await selectImport(this.database, importId);
    if (!found) throw new AppError('IMPORT_NOT_FOUND');
    return found;
  }

  /** Newest first. @throws AppError INVALID_CURSOR */
  async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<Page<StoredImport>> {
    return toPage(
      await selectImports(this.database, readIdCursor(cursor), limit + 1),
      limit,
      ({ importId }) => [importId],
      (row) => row,
    );
  }

  /**
   * The rows that were left out, as lines of CSV: where, what is wrong, and the row as it came. Of those who were kept as opted out,
   * whose rows are imported, the user's id. After IMPORT_REJECT_KEEP_DAYS there are none.
   */
  async *rejectsAsCsv(importId: string): AsyncGenerator<string> {
    yield toCsvLine(['line', 'field', 'code', 'message', 'record']);
    for (let after = 0; ; ) {
      const rejects = await selectRejects(this.database, importId, after, REJECTS_PER_PAGE);
      const lines = rejects.flatMap(({ line, errors, record }) =>
        errors.map(({ field, code, message }) =>
          toCsvLine([String(line), field ?? '', code, message, record]),
        ),
      );
      if (lines.length > 0) yield lines.join('');
      if (rejects.length < REJECTS_PER_PAGE) return;
      after = rejects.at(-1)!.line;
    }
  }
}
