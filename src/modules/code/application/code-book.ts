import { Injectable } from '@nestjs/common';
import { Database, DatabaseEpoch } from '../../../platform/database';
import { BoundedMap } from '../../../shared/bounded-map';
import { selectBatchTerms } from '../../batch';
import type { CodeUse } from '../../coupon';
import { foldPrefix } from '../domain/code-alphabet';
import type { TypedCode } from '../domain/code-text';
import { type Generation, partOf } from '../domain/generation';
import { isInRanges } from '../domain/serial-ranges';
import { CodeKeys } from '../infra/code-keys';
import { selectGeneration } from '../infra/generation-rows';
import { selectWord } from '../infra/word-rows';

const MAX_AGE_MS = 1_000;
const MAX_ENTRIES = 5_000;

/** A code that exists, and what it opens. */
export interface FoundCode {
  readonly batchId: string;
  /** null: a batch of the platform. */
  readonly merchantId: string | null;
  /** Version of the batch's terms that was read BEFORE what was revoked: who acts under the same version misses no revocation. */
  readonly version: number;
  /** null: a word. */
  readonly use: CodeUse | null;
  /** It is in a range that was revoked. Whether it was revoked by itself, or used, only its row tells. */
  readonly revoked: boolean;
}

interface Entry<T> {
  readonly found: T;
  readonly readAt: number;
}

interface KnownGeneration {
  generation: Generation;
  merchantId: string | null;
  version: number;
}

type KnownWord = Omit<FoundCode, 'use' | 'revoked'>;

/**
 * Looks typed codes up. What exists is remembered for a second: acting on what is older is harmless, since the group commit compares
 * the version of the batch's terms. What doesn't exist is asked for each time, and those who ask in vain are held off.
 */
@Injectable()
export class CodeBook {
  private generations = new BoundedMap<string, Entry<KnownGeneration>>(MAX_ENTRIES);
  private words = new BoundedMap<string, Entry<KnownWord>>(MAX_ENTRIES);
  private readonly reading = new Map<string, Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly keys: CodeKeys,
    epoch: DatabaseEpoch,
  ) {
    epoch.onChange(() => {
      this.generations = new BoundedMap(MAX_ENTRIES);
      this.words = new BoundedMap(MAX_ENTRIES);
    });
  }

  /**
   * @param merchantId in whose shop the code was typed: a word is looked for among theirs, then the platform's; a code of another
   *   merchant is none. null: everywhere, words among the platform's
   * @returns undefined when there is no such code
   */
  async find(typed: TypedCode, merchantId: string | null): Promise<FoundCode | undefined> {
    if (typed.kind === 'malformed') return undefined;
    const found =
      typed.kind === 'word'
        ? await this.findWord(typed.word, merchantId)
        : await this.findUnique(typed.prefix, typed.body);
    const isForeign =
      found && merchantId !== null && found.merchantId !== null && found.merchantId !== merchantId;
    return isForeign ? undefined : found;
  }

  /** What was read may be outdated: it is read again by who asks next. */
  forget({ use }: FoundCode): void {
    if (use) this.generations.delete(use.generationId);
    else this.words = new BoundedMap(MAX_ENTRIES);
  }

  private async findWord(folded: string, merchantId: string | null): Promise<FoundCode | undefined> {
    const key = `${folded} ${merchantId ?? ''}`;
    const known =
      fresh(this.words.get(key)) ?? (await this.once(key, () => this.readWord(key, folded, merchantId)));
    return known && { ...known, use: null, revoked: false };
  }

  private async findUnique(
    prefix: string,
    body: Parameters<CodeKeys['candidates']>[0],
  ): Promise<FoundCode | undefined> {
    for (const { generation: number, serial, keyId } of this.keys.candidates(body)) {
      const generationId = String(number);
      const known =
        fresh(this.generations.get(generationId)) ??
        (await this.once(generationId, () => this.readGeneration(generationId)));
      if (!known) continue;
      const { generation, merchantId, version } = known;
      const isOfIt =
        generation.keyId === keyId &&
        foldPrefix(generation.prefix) === prefix &&
        partOf(generation, { from: serial, until: serial }) !== undefined;
      if (!isOfIt) continue;
      const revoked = isInRanges(generation.revoked, serial);
      return { batchId: generation.batchId, merchantId, version, use: { generationId, serial }, revoked };
    }
    return undefined;
  }

  private async readGeneration(generationId: string): Promise<KnownGeneration | undefined> {
    const readAt = performance.now();
    const first = await selectGeneration(this.database, generationId);
    if (!first) return undefined;
    // In this order, see the version above.
    const [terms, generation] = await this.database.reads((reader) =>
      Promise.all([selectBatchTerms(reader, first.batchId), selectGeneration(reader, generationId)]),
    );
    if (terms?.codeMode !== 'unique' || !generation) return undefined;
    const known = { generation, merchantId: terms.merchantId, version: terms.version };
    this.generations.set(generationId, { found: known, readAt });
    return known;
  }

  private async readWord(
    key: string,
    folded: string,
    merchantId: string | null,
  ): Promise<KnownWord | undefined> {
    const readAt = performance.now();
    const first = await selectWord(this.database, folded, merchantId);
    if (!first) return undefined;
    const [terms, word] = await this.database.reads((reader) =>
      Promise.all([selectBatchTerms(reader, first.batchId), selectWord(reader, folded, merchantId)]),
    );
    if (terms?.codeMode !== 'shared' || word?.batchId !== first.batchId) return undefined;
    const known = { batchId: word.batchId, merchantId: terms.merchantId, version: terms.version };
    this.words.set(key, { found: known, readAt });
    return known;
  }

  /** Callers at the same time share one read. */
  private once<T>(key: string, read: () => Promise<T>): Promise<T> {
    const running = this.reading.get(key) as Promise<T> | undefined;
    if (running !== undefined) return running;
    const work = read().finally(() => this.reading.delete(key));
    this.reading.set(key, work);
    return work;
  }
}

function fresh<T>(entry: Entry<T> | undefined): T | undefined {
  return entry && performance.now() - entry.readAt <= MAX_AGE_MS ? entry.found : undefined;
}
