import type { ErrorCode } from '../../../shared/errors';
import type { BatchTerms } from '../../batch';

export enum CouponSource {
  Claimed = 0,
  Issued = 1,
  Distributed = 2,
  Redeemed = 3,
}

/** A code that can be used once, by its numbers. */
export interface CodeUse {
  generationId: string;
  serial: number;
}

/** With which code a user gets a coupon. */
export interface ClaimCode {
  /** null: a word that many use. */
  use: CodeUse | null;
  /** Version of the batch's terms under which the code was found good. */
  version: number;
}

/** The batch's terms are newer than those under which the code was found good: look at the code again. Nothing was decided. */
export class CodeOutdated extends Error {
  override name = 'CodeOutdated';
}

/** One request for one coupon of a batch. */
export interface ClaimRequest {
  userId: string;
  /** Makes the request repeatable: a user's key gets one coupon, ever. */
  requestKey: string | null;
  source: CouponSource.Claimed | CouponSource.Issued | CouponSource.Redeemed;
  /** Exactly with the source Redeemed. */
  code?: ClaimCode;
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
  if (isByUser(source) && now < terms.claimFrom) return 'BATCH_NOT_STARTED';
  if (source === CouponSource.Claimed && terms.codeMode !== 'none') return 'CODE_NEEDED';
  return undefined;
}

/** Users get it for themselves, so window and audience are about them. */
export const isByUser = (source: CouponSource): boolean =>
  source === CouponSource.Claimed || source === CouponSource.Redeemed;

/** Codes don't meet each other's. */
export const codeKeyOf = ({ generationId, serial }: CodeUse): string => `${generationId} ${serial}`;

/** The smallest number in 1..limit that is not taken, and takes it; undefined when all are. */
export function takeClaimNumber(taken: Set<number>, limit: number): number | undefined {
  if (taken.size >= limit) return undefined;
  let number = 1;
  while (taken.has(number)) number++;
  if (number > limit) return undefined;
  taken.add(number);
  return number;
}
