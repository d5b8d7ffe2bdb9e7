import { Injectable } from '@nestjs/common';
import { Audit } from '../../../../platform/audit';
import type { Principal } from '../../../../platform/auth';
import type { TextSource } from '../../../../platform/csv';
import { Database, IdGenerator, isDuplicateKey } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { readImportHeader } from '../../domain/import-row';
import { IMPORT_IDS } from '../../infra/id-sequences';
import {
  finishImport,
  type ImportRequest,
  ImportStatus,
  insertImport,
  type Position,
  type StoredImport,
  selectImport,
  selectImportByRequest,
} from '../../infra/import-rows';
import { type Chunk, type ImportFile, openImportFile } from '../../infra/read-import-file';
import type { RowFormat } from './check-import-lines';
import { WriteImportChunk } from './write-import-chunk';

/** Which import a file belongs to: a new one, or one that was begun. */
export interface ImportTarget {
  /** Goes on with this one. */
  importId?: string;
  /** Goes on with the one that was begun under this key, or begins it. */
  request?: ImportRequest;
  /** What the file is called. */
  sourceName?: string;
  /** Told as soon as the import exists and can be resumed. */
  onBegin?: (importId: string) => void;
}

/**
 * Brings users in from a CSV file of any size, in the memory of one chunk. Good rows are written, bad ones are kept with
 * their reasons. Position and rows of a chunk are one transaction: whatever breaks it off, the same file goes on where the
 * last commit was, and a row takes effect once.
 */
@Injectable()
export class ImportUsers {
  constructor(
    private readonly database: Database,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly writeChunk: WriteImportChunk,
  ) {}

  /**
   * Reads the file to its end.
   * @returns the import, done
   * @throws AppError IMPORT_HEADER_INVALID (nothing is changed), IMPORT_NOT_FOUND, IMPORT_FILE_DIFFERS, IMPORT_BUSY when
   * somebody else goes on with it at the same time; BUSY or OUTCOME_UNKNOWN: go on later with the same file
   */
  async execute(actor: Principal, source: TextSource, target: ImportTarget): Promise<StoredImport> {
    const file = await openImportFile(source);
    try {
      const format = formatOf(file);
      const open = (await this.find(target)) ?? (await this.begin(actor, file, target));
      target.onBegin?.(open.importId);
      await this.goOn(open, format, file);
      return await this.finish(actor, open.importId);
    } finally {
      await file.close();
    }
  }

  private async goOn(open: StoredImport, format: RowFormat, file: ImportFile): Promise<void> {
    let position: Position = { committedLines: 0, digest: file.digest };
    let isCaughtUp = isAt(position, open);
    for await (const chunk of file.chunks) {
      if (isCaughtUp) {
        if (open.status === ImportStatus.Done) throw new AppError('IMPORT_FILE_DIFFERS');
        await this.writeChunk.execute(open.importId, format, position, chunk);
        faultPoint('audience.import:after-chunk');
      }
      position = positionOf(chunk);
      isCaughtUp ||= isAt(position, open);
      if (!isCaughtUp && position.committedLines >= open.committedLines) break;
    }
    if (!isCaughtUp) throw new AppError('IMPORT_FILE_DIFFERS');
  }

  private async find({ importId, request }: ImportTarget): Promise<StoredImport | undefined> {
    if (importId !== undefined) {
      const open = await selectImport(this.database, importId);
      if (!open) throw new AppError('IMPORT_NOT_FOUND');
      return open;
    }
    return request && selectImportByRequest(this.database, request);
  }

  private async begin(
    actor: Principal,
    file: ImportFile,
    { request, ...target }: ImportTarget,
  ): Promise<StoredImport> {
    const sourceName = target.sourceName ?? null;
    const importId = await this.ids.next(IMPORT_IDS);
    const fresh = { importId, sourceName, digest: file.digest, request };
    await this.database
      .transaction(async (tx) => {
        await insertImport(tx, fresh, this.clock.now());
        await this.audit.record(tx, actor, {
          action: 'audience.begin-import',
          subject: 'audience_import',
          subjectId: importId,
          details: { sourceName },
        });
      })
      .catch((error: unknown) => {
        throw isDuplicateKey(error) ? new AppError('IMPORT_BUSY') : error;
      });
    return (await selectImport(this.database, importId))!;
  }

  private async finish(actor: Principal, importId: string): Promise<StoredImport> {
    await this.database.transaction(async (tx) => {
      const { importedCount, rejectedCount, keptOptedOutCount } = (await selectImport(tx, importId))!;
      if (!(await finishImport(tx, importId, this.clock.now()))) return;
      await this.audit.record(tx, actor, {
        action: 'audience.finish-import',
        subject: 'audience_import',
        subjectId: importId,
        details: { importedCount, rejectedCount, keptOptedOutCount },
      });
    });
    return (await selectImport(this.database, importId))!;
  }
}

function positionOf({ committedLines, digest }: Chunk): Position {
  return { committedLines, digest };
}

function isAt(position: Position, { committedLines, digest }: StoredImport): boolean {
  return position.committedLines === committedLines && position.digest === digest;
}

function formatOf({ header: line }: ImportFile): RowFormat {
  const read = readImportHeader(line && !line.fault ? line.text : '');
  if ('errors' in read) {
    throw new AppError('IMPORT_HEADER_INVALID', { extra: { rowErrors: read.errors } });
  }
  return read;
}
