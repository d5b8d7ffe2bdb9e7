import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import type { Tx } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { BatchChanges, findBatch, renewVersion } from '../../batch';
import { type CodeUse, insertCodeRevocation, selectCodeUses } from '../../coupon';
import { readCode } from '../domain/code-text';
import { lastSerialOfAll, MAX_RANGES, partOf } from '../domain/generation';
import { addRange, type SerialRange } from '../domain/serial-ranges';
import { lockGenerations, updateRevoked } from '../infra/generation-rows';
import { deleteWord } from '../infra/word-rows';
import { CodeBook, type FoundCode } from './code-book';
import type { RevokedCodesView } from './code-views';
import { findCodeBatch } from './find-code-batch';

/** What is to be revoked of a batch: one code, a range of serials, or everything that there is. */
export type Revocation = { code: string } | SerialRange | 'all';

/** Keeps codes from being used. Coupons that they have brought are left alone. */
@Injectable()
export class RevokeCodes {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly changes: BatchChanges,
    private readonly book: CodeBook,
    private readonly clock: Clock,
  ) {}

  /**
   * Its answer is a `RevokedCodesView`. `all` takes a shared batch's word from it, which another batch can have then.
   * @throws AppError BATCH_NOT_FOUND, CODE_NOT_FOUND (no code of this batch), CODE_STATE_CONFLICT (it was used or revoked),
   *   CODE_RANGE_INVALID, CODE_MODE_CONFLICT, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    batchId: string,
    revocation: Revocation,
    once: IdempotentRequest,
  ): Promise<Outcome> {
    // Before the transaction: a second connection inside it could wait for itself.
    const found =
      revocation !== 'all' && 'code' in revocation
        ? await this.book.find(readCode(revocation.code), null)
        : undefined;
    const outcome = await this.idempotency.once(once, async (tx) => {
      const codes = await this.revoke(tx, caller, batchId, revocation, found);
      const view: RevokedCodesView = { batchId, codes };
      return view;
    });
    await this.changes.changed(batchId);
    return outcome;
  }

  private async revoke(
    tx: Tx,
    caller: Principal,
    batchId: string,
    revocation: Revocation,
    found: FoundCode | undefined,
  ): Promise<number> {
    if (revocation !== 'all' && 'code' in revocation) {
      await findCodeBatch(tx, caller, batchId, 'unique');
      return this.revokeOne(tx, caller, batchId, found);
    }
    const { codeMode } = await findBatch(tx, caller, batchId);
    if (revocation === 'all' && codeMode === 'shared') return this.revokeWord(tx, caller, batchId);
    await findCodeBatch(tx, caller, batchId, 'unique');
    return this.revokeRange(tx, caller, batchId, revocation);
  }

  private async revokeOne(
    tx: Tx,
    caller: Principal,
    batchId: string,
    found: FoundCode | undefined,
  ): Promise<number> {
    if (found?.batchId !== batchId || !found.use) throw new AppError('CODE_NOT_FOUND');
    if (found.revoked) throw new AppError('CODE_STATE_CONFLICT', { extra: { codeState: 'revoked' } });
    // The same row as that of its use: whoever comes first has it.
    if (!(await insertCodeRevocation(tx, found.use, batchId, this.clock.now()))) {
      throw await this.conflict(tx, found.use);
    }
    await this.record(tx, caller, batchId, { ...found.use });
    return 1;
  }

  private async conflict(tx: Tx, use: CodeUse): Promise<AppError> {
    const [row] = await selectCodeUses(tx, [use]);
    return new AppError('CODE_STATE_CONFLICT', { extra: { codeState: row?.couponId ? 'used' : 'revoked' } });
  }

  private async revokeWord(tx: Tx, caller: Principal, batchId: string): Promise<number> {
    if (!(await deleteWord(tx, batchId))) throw new AppError('CODE_NOT_FOUND');
    await this.record(tx, caller, batchId, { word: true });
    await renewVersion(tx, batchId, this.clock.now());
    return 1;
  }

  private async revokeRange(
    tx: Tx,
    caller: Principal,
    batchId: string,
    asked: SerialRange | 'all',
  ): Promise<number> {
    const generations = await lockGenerations(tx, batchId);
    const last = lastSerialOfAll(generations);
    const range = asked === 'all' ? { from: 1, until: last } : asked;
    if (range.from > range.until || range.until > last) {
      throw rangeInvalid('/until', `the batch has ${last} codes`, 'NO_SUCH_CODE');
    }
    let ranges = generations.reduce((sum, { revoked }) => sum + revoked.length, 0);
    for (const generation of generations) {
      const part = partOf(generation, range);
      if (!part) continue;
      const revoked = addRange(generation.revoked, part);
      ranges += revoked.length - generation.revoked.length;
      if (ranges > MAX_RANGES) {
        throw rangeInvalid('/from', `${MAX_RANGES} separate ranges can be revoked at most`, 'TOO_MANY');
      }
      await updateRevoked(tx, generation.generationId, revoked);
    }
    await this.record(tx, caller, batchId, { ...range });
    // Uses that are under way have looked at the ranges of before: this refuses them, and they look again.
    await renewVersion(tx, batchId, this.clock.now());
    return range.until - range.from + 1;
  }

  private record(
    tx: Tx,
    caller: Principal,
    batchId: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    const subject = { action: 'code.revoke', subject: 'coupon_batch', subjectId: batchId };
    return this.audit.record(tx, caller, { ...subject, details });
  }
}

function rangeInvalid(pointer: string, message: string, code: string): AppError {
  return new AppError('CODE_RANGE_INVALID', { errors: [{ pointer, code, message }] });
}
