import { type ErrorCode, isAppError } from '../../../shared/errors';
import type { BatchTerms } from '../../batch';
import {
  type ClaimOutcome,
  type ClaimRequest,
  CodeOutdated,
  type CodeUse,
  type CouponSource,
  codeKeyOf,
  type IssuedCoupon,
  takeClaimNumber,
} from './claim';

interface OwnedCoupon extends IssuedCoupon {
  requestKey: string | null;
}

interface NewCoupon extends OwnedCoupon {
  source: CouponSource;
  /** The code that it was got with, where that can be used once. */
  use: CodeUse | null;
}

/** A code that nobody can use any more: with the coupon that it brought, or null, if it was revoked. */
interface SpentCode extends CodeUse {
  couponId: string | null;
}

interface CouponTimes {
  validFrom: Date;
  validUntil: Date;
  now: Date;
}

/**
 * The requests of one group commit and what became of each. An outcome that rests on committed facts is settled for good;
 * what the open transaction assigns is tentative until {@link commit}.
 */
export class Flush {
  private readonly settled: (ClaimOutcome | undefined)[];
  private tentative = new Map<number, ClaimOutcome>();
  private readonly held = new Map<string, readonly number[]>();
  /** Codes that are surely spent, with the coupons that they brought. */
  private readonly spent = new Map<string, string | null>();
  private tentativeAtLimit: string[] = [];
  /** Users who surely hold as many as they may. */
  readonly usersAtLimit = new Set<string>();
  /** Version of the terms under which the last transaction was committed. */
  version: number | undefined;
  private stockCap = Number.POSITIVE_INFINITY;

  constructor(readonly requests: readonly ClaimRequest[]) {
    this.settled = new Array(requests.length);
  }

  /** Places of the requests without an outcome, in order of arrival. */
  open(): number[] {
    const open: number[] = [];
    for (let at = 0; at < this.requests.length; at++) {
      if (this.settled[at] === undefined && !this.tentative.has(at)) open.push(at);
    }
    return open;
  }

  outcomes(): ClaimOutcome[] {
    return this.settled.map(
      (outcome) => outcome ?? { kind: 'failed', error: new Error('a request has no outcome') },
    );
  }

  refuse(at: number, code: ErrorCode): void {
    this.settled[at] = { kind: 'refused', code };
  }

  refuseOpen(code: ErrorCode): void {
    for (const at of this.open()) this.refuse(at, code);
  }

  failOpen(error: unknown): void {
    for (const at of this.open()) this.settled[at] = { kind: 'failed', error };
  }

  /**
   * Lets go of requests whose code was looked at under older terms than these.
   * @returns whether these terms are older than those of a request, so that they have to be read again
   */
  checkCodeVersions(terms: BatchTerms): boolean {
    let isBehind = false;
    for (const at of this.open()) {
      const version = this.requests[at]!.code?.version;
      if (version === undefined) continue;
      if (version < terms.version) this.settled[at] = { kind: 'failed', error: new CodeOutdated() };
      else if (version > terms.version) isBehind = true;
    }
    return isBehind;
  }

  /** Only so much stock is left: in the next transaction the first in order of arrival get it. */
  capStock(left: number): void {
    this.stockCap = left;
  }

  /**
   * Answers those who hold coupons already, or have a code that is spent.
   * @param held what the flush's users hold of the batch
   * @param keyed coupons that were got with the flush's request keys, of whatever batch
   * @param spent those of the flush's codes that nobody can use any more
   */
  applyExisting(
    terms: BatchTerms,
    held: readonly OwnedCoupon[],
    keyed: readonly OwnedCoupon[],
    spent: readonly SpentCode[],
  ): void {
    for (const code of spent) this.spent.set(codeKeyOf(code), code.couponId);
    this.held.clear();
    for (const { userId, claimNo } of held)
      this.held.set(userId, [...(this.held.get(userId) ?? []), claimNo]);
    const atLimit = new Set<string>();
    for (const [userId, numbers] of this.held) if (numbers.length >= terms.perUserLimit) atLimit.add(userId);
    // Under these terms: should they turn out to be outdated, the next transaction asks anew.
    this.tentativeAtLimit.push(...atLimit);
    const byKey = new Map(keyed.map((coupon) => [keyOf(coupon), coupon]));
    for (const at of this.open()) {
      const request = this.requests[at]!;
      const coupon = request.requestKey === null ? undefined : byKey.get(keyOf(request));
      if (coupon) this.settled[at] = replayOf(coupon, terms.batchId, this.isOfCode(coupon, request));
      else if (request.code?.use && this.spent.has(codeKeyOf(request.code.use))) {
        this.refuse(at, 'CODE_NOT_VALID');
      } else if (atLimit.has(request.userId)) {
        this.tentative.set(at, { kind: 'refused', code: 'CLAIM_LIMIT_REACHED' });
      }
    }
  }

  private isOfCode({ couponId }: OwnedCoupon, { code }: ClaimRequest): boolean {
    return !code?.use || this.spent.get(codeKeyOf(code.use)) === couponId;
  }

  /**
   * Gives each open request a coupon, as far as its user's limit and the stock allow; tentatively.
   * @param couponIds at least as many ids as there are open requests
   */
  assign(terms: BatchTerms, couponIds: readonly number[], times: CouponTimes): NewCoupon[] {
    const coupons: NewCoupon[] = [];
    const taken = new Map<string, Set<number>>();
    const firstOfKey = new Map<string, NewCoupon>();
    const codes = new Set<string>();
    for (const at of this.open()) {
      const { userId, requestKey, source, code } = this.requests[at]!;
      const use = code?.use ?? null;
      const key = requestKey === null ? undefined : keyOf({ userId, requestKey });
      const first = key === undefined ? undefined : firstOfKey.get(key);
      if (first) {
        const isSame = (first.use && codeKeyOf(first.use)) === (use && codeKeyOf(use));
        this.tentative.set(at, isSame ? { kind: 'issued', coupon: first, replayed: true } : KEY_REUSED);
        continue;
      }
      if (use && codes.has(codeKeyOf(use))) {
        this.tentative.set(at, { kind: 'refused', code: 'CODE_NOT_VALID' });
        continue;
      }
      if (coupons.length >= this.stockCap) {
        this.tentative.set(at, { kind: 'refused', code: 'BATCH_SOLD_OUT' });
        continue;
      }
      const numbers = taken.get(userId) ?? new Set(this.held.get(userId));
      const claimNo = takeClaimNumber(numbers, terms.perUserLimit);
      if (claimNo === undefined) {
        this.tentative.set(at, { kind: 'refused', code: 'CLAIM_LIMIT_REACHED' });
        continue;
      }
      taken.set(userId, numbers);
      if (numbers.size >= terms.perUserLimit) this.tentativeAtLimit.push(userId);
      const coupon: NewCoupon = {
        couponId: String(couponIds[coupons.length]),
        batchId: terms.batchId,
        userId,
        claimNo,
        validFrom: times.validFrom,
        validUntil: times.validUntil,
        createdAt: times.now,
        requestKey,
        source,
        use,
      };
      coupons.push(coupon);
      if (use) codes.add(codeKeyOf(use));
      if (key !== undefined) firstOfKey.set(key, coupon);
      this.tentative.set(at, { kind: 'issued', coupon, replayed: false });
    }
    return coupons;
  }

  /** The transaction is committed: what it assigned counts. */
  commit(terms: BatchTerms): void {
    for (const [at, outcome] of this.tentative) this.settled[at] = outcome;
    for (const userId of this.tentativeAtLimit) this.usersAtLimit.add(userId);
    this.version = terms.version;
    this.rollback();
  }

  /** The transaction came to nothing: what it assigned is open again. */
  rollback(): void {
    this.tentative = new Map();
    this.tentativeAtLimit = [];
  }

  /**
   * By how much the gate's stock is off because of this flush: admissions that surely took no stock, less coupons that were
   * never admitted. A sold-out answer gives nothing back, since the gate knew of more than there was; an unknown outcome
   * neither.
   */
  gateCorrection(): number {
    let correction = 0;
    for (const [at, outcome] of this.outcomes().entries()) {
      const tookStock = outcome.kind === 'issued' && !outcome.replayed;
      if (!this.requests[at]!.admitted) correction -= tookStock ? 1 : 0;
      else if (!tookStock && surelyWithoutStock(outcome)) correction += 1;
    }
    return correction;
  }
}

function surelyWithoutStock(outcome: ClaimOutcome): boolean {
  if (outcome.kind === 'refused') return outcome.code !== 'BATCH_SOLD_OUT';
  return outcome.kind === 'issued' || !isAppError(outcome.error, 'OUTCOME_UNKNOWN');
}

/** Users' keys don't meet each other's: a user id has no space. */
const keyOf = ({ userId, requestKey }: { userId: string; requestKey: string | null }): string =>
  `${userId} ${requestKey}`;

const KEY_REUSED: ClaimOutcome = { kind: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' };

/**
 * What a key that has got a coupon before answers: that coupon, if it was the same request.
 * @param isOfCode whether it was got with the request's code, or the request has none that can be used once
 */
export function replayOf(coupon: IssuedCoupon, batchId: string, isOfCode: boolean): ClaimOutcome {
  return coupon.batchId === batchId && isOfCode ? { kind: 'issued', coupon, replayed: true } : KEY_REUSED;
}
