import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { AppError, type ErrorCode, isAppError } from '../../../shared/errors';
import { ClaimCoupon, CodeOutdated, type IssuedCoupon, selectCodeUses } from '../../coupon';
import { readCode } from '../domain/code-text';
import { CodeBook, type FoundCode } from './code-book';
import { EvenAnswers } from './even-answers';
import { HoldOffGuessing, type TryOutcome } from './hold-off-guessing';

const MAX_TRIES = 3;
/** What the batch answers to those who hold a code that nobody has used: they may know it. */
const ABOUT_THE_BATCH: readonly ErrorCode[] = ['BATCH_SOLD_OUT', 'CLAIM_LIMIT_REACHED', 'NOT_IN_AUDIENCE'];

/** A code as a user has typed it. */
export interface TypedBy {
  userId: string;
  /** Where the request comes from. */
  address: string;
  code: string;
  /** In whose shop; null: not said. */
  merchantId: string | null;
}

export interface Redemption {
  coupon: IssuedCoupon;
  replayed: boolean;
}

/** A user gets a coupon with a code: it is looked up, and the rest is a claim. */
@Injectable()
export class RedeemCode {
  constructor(
    private readonly database: Database,
    private readonly book: CodeBook,
    private readonly claimCoupon: ClaimCoupon,
    private readonly guessing: HoldOffGuessing,
    private readonly evenAnswers: EvenAnswers,
  ) {}

  /**
   * Answered after the commit of the coupon and the use of the code, which is one.
   * @param requestKey the Idempotency-Key, as for a claim
   * @throws AppError CODE_NOT_VALID for every code that this user can't use, CODE_ALREADY_USED by themself,
   *   CODE_TRIES_EXCEEDED, BATCH_SOLD_OUT, CLAIM_LIMIT_REACHED, NOT_IN_AUDIENCE, IDEMPOTENCY_KEY_REUSED, BUSY, OUTCOME_UNKNOWN
   */
  async execute(typed: TypedBy, requestKey: string | null): Promise<Redemption> {
    return this.guarded(typed, (found) => this.redeem(typed, found, requestKey));
  }

  /**
   * What a code brings, before it is used. @param look at a code that exists
   * @throws AppError CODE_NOT_VALID, CODE_TRIES_EXCEEDED, BUSY, and what `look` throws
   */
  async guarded<T>(typed: TypedBy, look: (found: FoundCode) => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const read = readCode(typed.code);
    const wrong: TryOutcome = read.kind === 'malformed' ? 'malformed' : 'wrong';
    try {
      return await this.guessing.try(
        typed,
        async () => {
          const found = await this.book.find(read, typed.merchantId);
          if (!found) throw new AppError('CODE_NOT_VALID');
          return look(found);
        },
        (error) => (isNotValid(error) ? wrong : 'good'),
      );
    } catch (error) {
      // Who is locked out waits as well: their next try would cost more than this.
      if (isAppError(error, 'CODE_NOT_VALID', 'CODE_TRIES_EXCEEDED')) await this.evenAnswers.wait(startedAt);
      throw error;
    }
  }

  private async redeem(typed: TypedBy, found: FoundCode, requestKey: string | null): Promise<Redemption> {
    let code = found;
    for (let tries = 1; ; tries++) {
      const { batchId, use, version } = code;
      const { userId } = typed;
      // One that they used before it was revoked may be a repetition: the claim tells by its key.
      if (code.revoked && !(requestKey !== null && (await this.isUsedBy(userId, code)))) {
        throw await this.refusal(userId, code, 'CODE_NOT_VALID');
      }
      const outcome = await this.claimCoupon.execute({ userId, batchId, requestKey, code: { use, version } });
      if (outcome.kind === 'issued') return outcome;
      if (outcome.kind === 'refused') throw await this.refusal(userId, code, outcome.code);
      if (!(outcome.error instanceof CodeOutdated)) throw outcome.error;
      if (tries >= MAX_TRIES) throw new AppError('BUSY', { retryAfterSeconds: 1 });
      this.book.forget(code);
      const again = await this.book.find(readCode(typed.code), typed.merchantId);
      if (!again) throw new AppError('CODE_NOT_VALID');
      code = again;
    }
  }

  private async isUsedBy(userId: string, { use }: FoundCode): Promise<boolean> {
    const [spent] = use ? await selectCodeUses(this.database, [use]) : [];
    return spent?.userId === userId;
  }

  /** What a user is told whose code brings no coupon: whoever doesn't hold it learns nothing of it. */
  private async refusal(userId: string, { use }: FoundCode, code: ErrorCode): Promise<AppError> {
    if (code === 'IDEMPOTENCY_KEY_REUSED') return new AppError(code);
    const [spent] = use ? await selectCodeUses(this.database, [use]) : [];
    if (spent?.userId === userId) {
      return new AppError('CODE_ALREADY_USED', { extra: { couponId: spent.couponId } });
    }
    return new AppError(!spent && ABOUT_THE_BATCH.includes(code) ? code : 'CODE_NOT_VALID');
  }
}

const isNotValid = (error: unknown): boolean => isAppError(error, 'CODE_NOT_VALID');
