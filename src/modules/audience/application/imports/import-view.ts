import { ImportStatus, type StoredImport } from '../../infra/import-rows';

/** An import as its readers see it. */
export interface ImportView {
  importId: string;
  sourceName: string | null;
  /** open: under way, or broken off and to be resumed. */
  status: 'open' | 'done';
  /** Lines of the file that are dealt with, the first one not counted. */
  lineCount: number;
  importedCount: number;
  rejectedCount: number;
  /** Of the users written: those whom the file reports as agreeing to what they have refused, which they are kept at. */
  keptOptedOutCount: number;
  createdAt: string;
  updatedAt: string;
  finishedAt: string | null;
}

export function toImportView(stored: StoredImport): ImportView {
  return {
    importId: stored.importId,
    sourceName: stored.sourceName,
    status: stored.status === ImportStatus.Done ? 'done' : 'open',
    lineCount: stored.committedLines,
    importedCount: stored.importedCount,
    rejectedCount: stored.rejectedCount,
    keptOptedOutCount: stored.keptOptedOutCount,
    createdAt: stored.createdAt.toISOString(),
    updatedAt: stored.updatedAt.toISOString(),
    finishedAt: stored.finishedAt?.toISOString() ?? null,
  };
}
