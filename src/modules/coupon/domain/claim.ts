import type { ErrorCode } from '../../../shared/errors';
import type { BatchTerms } from '../../batch';

export enum CouponSource {
  Claimed = 0,
  Issued = 1,
  Distributed = 2,
}

/** One request for one coupon of a batch. */
export interface ClaimRequest {
  userId: string;
  /** Makes the request repeatable: a user's key gets one coupon, ever. */
  requestKey: string | null;
  source: CouponSource.Claimed | CouponSource.Issued;
  /** The gate took one from its stock for it. */
  admitted: boolean;
}

/** A coupon as its getter sees it. */
export interface IssuedCoupon {
  couponId: string;
  batchId: string;
  userId: string;
  claimNo: number;
  validFrom: Date;
  validUntil: Date;
  createdAt: Date;
}

export type ClaimOutcome =
  | { kind: 'issued'; coupon: IssuedCoupon; replayed: boolean }
  | { kind: 'refused'; code: ErrorCode }
  /** Nothing was decided, or it is not known what was. */
  | { kind: 'failed'; error: unknown };

/** Why the batch's terms refuse a request now, or undefined when they don't. A merchant may send coupons before the window opens. */
export function refusalByTerms(terms: BatchTerms, source: CouponSource, now: Date): ErrorCode | undefined {
  if (!terms.published) return 'BATCH_NOT_CLAIMABLE';
  if (now >= terms.claimUntil) return 'BATCH_CLAIM_ENDED';
  if (source === CouponSource.Claimed && now < terms.claimFrom) return 'BATCH_NOT_STARTED';
  return undefined;
}

/** The smallest number in 1..limit that is not taken, and takes it; undefined when all are. */
export function takeClaimNumber(taken: Set<number>, limit: number): number | undefined {
  if (taken.size >= limit) return undefined;
  let number = 1;
  while (taken.has(number)) number++;
  if (number > limit) return undefined;
  taken.add(number);
  return number;
}
