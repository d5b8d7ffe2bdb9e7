import { Injectable } from '@nestjs/common';
import { ExportCodes, GenerateCodes, SetWord } from '../modules/code';
import type { Principal } from '../platform/auth';
import { NOT_IDEMPOTENT } from '../platform/cli';
import { isAppError } from '../shared/errors';
import { SeedCoupons } from './seed-coupons';

const WORD = 'SUMMER26';
const UNIQUE = { count: 1_000, prefix: 'DEMO' };

export interface SeededCodes {
  sharedBatchId: string;
  /** null: another batch of the merchant's has it. */
  word: string | null;
  uniqueBatchId: string;
  /** The first of its codes; null without CODE_KEY. */
  code: string | null;
}

/** Makes a batch that is got with a word and one with unique codes, or finds those that it has made. */
@Injectable()
export class SeedCodes {
  constructor(
    private readonly seedCoupons: SeedCoupons,
    private readonly setWord: SetWord,
    private readonly generateCodes: GenerateCodes,
    private readonly exportCodes: ExportCodes,
  ) {}

  async execute(merchant: Principal, ruleId: string): Promise<SeededCodes> {
    const sharedBatchId = await this.seedCoupons.openBatch(merchant, `With ${WORD}`, ruleId, 'shared');
    const uniqueBatchId = await this.seedCoupons.openBatch(merchant, 'With a code', ruleId, 'unique');
    return {
      sharedBatchId,
      word: await this.word(merchant, sharedBatchId),
      uniqueBatchId,
      code: await this.firstCode(merchant, uniqueBatchId),
    };
  }

  private async word(merchant: Principal, batchId: string): Promise<string | null> {
    const known = await this.setWord.of(batchId);
    if (known !== undefined) return known;
    try {
      await this.setWord.execute(merchant, batchId, WORD, NOT_IDEMPOTENT);
      return WORD;
    } catch (error) {
      if (isAppError(error, 'CODE_WORD_TAKEN')) return null;
      throw error;
    }
  }

  private async firstCode(merchant: Principal, batchId: string): Promise<string | null> {
    try {
      const { items } = await this.generateCodes.list(merchant, batchId);
      if (items.length === 0) await this.generateCodes.execute(merchant, batchId, UNIQUE, NOT_IDEMPOTENT);
      return await this.exportCodes.first(batchId);
    } catch (error) {
      if (isAppError(error, 'CODE_KEY_MISSING')) return null;
      throw error;
    }
  }
}
