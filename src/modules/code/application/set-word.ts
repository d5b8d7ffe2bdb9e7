import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database, isDuplicateKey } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { foldCode } from '../domain/code-alphabet';
import { insertWord, selectWordOfBatch } from '../infra/word-rows';
import type { CodeWordView } from './code-views';
import { findLiveCodeBatch } from './find-code-batch';

/** Gives a batch the word with which all get its coupons. */
@Injectable()
export class SetWord {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Its answer is a `CodeWordView`. A word is of one batch of a merchant, or of the platform, at a time.
   * @param word 4 to 12 digits and capital letters
   * @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT, CODE_MODE_CONFLICT, CODE_WORD_TAKEN, IDEMPOTENCY_KEY_REUSED
   */
  async execute(caller: Principal, batchId: string, word: string, once: IdempotentRequest): Promise<Outcome> {
    const folded = foldCode(word);
    if (folded === undefined) throw new Error('a word that was checked has other characters');
    try {
      return await this.idempotency.once(once, async (tx) => {
        const { merchantId } = await findLiveCodeBatch(tx, caller, batchId, 'shared');
        await insertWord(tx, { batchId, merchantId, folded, word }, this.clock.now());
        await this.audit.record(tx, caller, {
          action: 'code.set-word',
          subject: 'coupon_batch',
          subjectId: batchId,
          details: { word },
        });
        const view: CodeWordView = { batchId, word };
        return view;
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw new AppError('CODE_WORD_TAKEN', { cause: error });
      throw error;
    }
  }

  /** The batch's word, if it has one. */
  async of(batchId: string): Promise<string | undefined> {
    return (await selectWordOfBatch(this.database, batchId))?.word;
  }
}
