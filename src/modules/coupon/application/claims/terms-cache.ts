import { Injectable } from '@nestjs/common';
import { Database, DatabaseEpoch } from '../../../../platform/database';
import { BoundedMap } from '../../../../shared/bounded-map';
import { type BatchTerms, selectBatchTerms } from '../../../batch';

const MAX_AGE_MS = 1_000;
/** From this age on terms are read again in the background, so that no claim waits for it. */
const REFRESH_AGE_MS = 700;
const MAX_ENTRIES = 5_000;

interface Entry {
  /** null: there is no such batch. */
  terms: BatchTerms | null;
  readAt: number;
  refresh?: Promise<BatchTerms | null>;
}

/**
 * Batch terms as this process knows them, a second old at most. Acting on old terms is harmless: the statement that takes
 * the stock checks their version.
 */
@Injectable()
export class TermsCache {
  private entries = new BoundedMap<string, Entry>(MAX_ENTRIES);

  constructor(
    private readonly database: Database,
    epoch: DatabaseEpoch,
  ) {
    // Reads that are under way end in the map that is dropped here.
    epoch.onChange(() => {
      this.entries = new BoundedMap(MAX_ENTRIES);
    });
  }

  /** @returns null when there is no such batch; a promise only when it has to be read */
  get(batchId: string): BatchTerms | null | Promise<BatchTerms | null> {
    const entry = this.entries.get(batchId);
    const age = entry ? performance.now() - entry.readAt : Number.POSITIVE_INFINITY;
    if (age > MAX_AGE_MS) return this.read(batchId);
    // A failed refresh in the background shows when the entry gets too old and a claim reads it itself.
    if (age > REFRESH_AGE_MS) this.read(batchId).catch(() => undefined);
    return entry!.terms;
  }

  /** Reads the terms now, whatever is known. Callers at the same time share one read. */
  read(batchId: string): Promise<BatchTerms | null> {
    const { entries } = this;
    const known = entries.get(batchId);
    if (known?.refresh !== undefined) return known.refresh;
    const startedAt = performance.now();
    const refresh = selectBatchTerms(this.database, batchId).then(
      (terms) => {
        entries.set(batchId, { terms: terms ?? null, readAt: startedAt });
        return terms ?? null;
      },
      (error) => {
        // What is known stays known; the next claim reads again.
        if (entries.get(batchId) === entry) {
          if (known) entry.refresh = undefined;
          else entries.delete(batchId);
        }
        throw error;
      },
    );
    const entry: Entry = {
      terms: known?.terms ?? null,
      readAt: known?.readAt ?? Number.NEGATIVE_INFINITY,
      refresh,
    };
    entries.set(batchId, entry);
    return refresh;
  }

  forget(batchId: string): void {
    this.entries.delete(batchId);
  }
}
