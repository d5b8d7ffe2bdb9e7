import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database, isDuplicateKey } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { findBatch, MAX_STOCK } from '../../batch';
import { lastSerialOfAll, MAX_GENERATIONS } from '../domain/generation';
import { CodeKeys } from '../infra/code-keys';
import { insertGeneration, selectGenerations } from '../infra/generation-rows';
import { type CodeGenerationsView, toGenerationView } from './code-views';
import { findLiveCodeBatch } from './find-code-batch';

const MAX_TRIES = 5;

/** Makes unique codes for a batch: one row, however many. */
@Injectable()
export class GenerateCodes {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly keys: CodeKeys,
  ) {}

  /**
   * Its answer is a `CodeGenerationView`.
   * @param count 1 to MAX_STOCK, of which a batch can have as many in all its generations
   * @param prefix that all begin with, as it is to be printed; may be empty
   * @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT, CODE_MODE_CONFLICT, CODE_RANGE_INVALID, CODE_KEY_MISSING,
   *   IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    batchId: string,
    { count, prefix }: { count: number; prefix: string },
    once: IdempotentRequest,
  ): Promise<Outcome> {
    const { keyId } = this.keys.newest;
    for (let tries = 1; ; tries++) {
      try {
        return await this.idempotency.once(once, async (tx) => {
          await findLiveCodeBatch(tx, caller, batchId, 'unique');
          const generations = await selectGenerations(tx, batchId);
          const firstSerial = lastSerialOfAll(generations) + 1;
          if (generations.length >= MAX_GENERATIONS) throw tooMany(`at most ${MAX_GENERATIONS} times`);
          if (firstSerial + count - 1 > MAX_STOCK) throw tooMany(`${MAX_STOCK} codes in all`);
          const createdAt = this.clock.now();
          const made = { batchId, distributionId: null, firstSerial, count, prefix, keyId, createdAt };
          const generation = await insertGeneration(tx, made);
          await this.audit.record(tx, caller, {
            action: 'code.generate',
            subject: 'coupon_batch',
            subjectId: batchId,
            details: { generationId: generation.generationId, firstSerial, count, prefix },
          });
          return toGenerationView(generation);
        });
      } catch (error) {
        // Another generation of the batch took these serials meanwhile, or has drawn the same number.
        if (!isDuplicateKey(error)) throw error;
        if (tries >= MAX_TRIES) throw new AppError('BUSY', { retryAfterSeconds: 1, cause: error });
      }
    }
  }

  /** All of a batch, by their serials. @throws AppError BATCH_NOT_FOUND */
  async list(caller: Principal, batchId: string): Promise<CodeGenerationsView> {
    await findBatch(this.database, caller, batchId);
    return { items: (await selectGenerations(this.database, batchId)).map(toGenerationView) };
  }
}

function tooMany(limit: string): AppError {
  const message = `codes of a batch are made ${limit}`;
  return new AppError('CODE_RANGE_INVALID', { errors: [{ pointer: '/count', code: 'TOO_MANY', message }] });
}
