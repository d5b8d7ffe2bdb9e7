import { type ErrorCode, isAppError } from '../../../shared/errors';
import type { BatchTerms } from '../../batch';
import {
  type ClaimOutcome,
  type ClaimRequest,
  type CouponSource,
  type IssuedCoupon,
  takeClaimNumber,
} from './claim';

interface OwnedCoupon extends IssuedCoupon {
  requestKey: string | null;
}

interface NewCoupon extends OwnedCoupon {
  source: CouponSource;
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

  /** Only so much stock is left: in the next transaction the first in order of arrival get it. */
  capStock(left: number): void {
    this.stockCap = left;
  }

  /**
   * Answers those who hold coupons already.
   * @param held what the flush's users hold of the batch
   * @param keyed coupons that were got with the flush's request keys, of whatever batch
   */
  applyExisting(terms: BatchTerms, held: readonly OwnedCoupon[], keyed: readonly OwnedCoupon[]): void {
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
      if (coupon) this.settled[at] = replayOf(coupon, terms.batchId);
      else if (atLimit.has(request.userId)) {
        this.tentative.set(at, { kind: 'refused', code: 'CLAIM_LIMIT_REACHED' });
      }
    }
  }

  /**
   * Gives each open request a coupon, as far as its user's limit and the stock allow; tentatively.
   * @param couponIds at least as many ids as there are open requests
   */
  assign(terms: BatchTerms, couponIds: readonly number[], times: CouponTimes): NewCoupon[] {
    const coupons: NewCoupon[] = [];
    const taken = new Map<string, Set<number>>();
    const firstOfKey = new Map<string, NewCoupon>();
    for (const at of this.open()) {
      const { userId, requestKey, source } = this.requests[at]!;
      const key = requestKey === null ? undefined : keyOf({ userId, requestKey });
      const first = key === undefined ? undefined : firstOfKey.get(key);
      if (first) {
        this.tentative.set(at, { kind: 'issued', coupon: first, replayed: true });
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
      };
      coupons.push(coupon);
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

/** What a key that has got a coupon before answers: that coupon, if it was the same request. */
export function replayOf(coupon: IssuedCoupon, batchId: string): ClaimOutcome {
  if (coupon.batchId === batchId) return { kind: 'issued', coupon, replayed: true };
  return { kind: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' };
}
