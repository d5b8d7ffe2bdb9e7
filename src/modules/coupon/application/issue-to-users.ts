import { Injectable } from '@nestjs/common';
import { AppError, type ErrorCode } from '../../../shared/errors';
import { type ClaimOutcome, CouponSource } from '../domain/claim';
import { CommitClaims } from './claims/commit-claims';

/** What became of one user. */
export interface IssueResult {
  userId: string;
  result: 'issued' | 'refused' | 'failed';
  couponId?: string;
  /** Why not. */
  code?: ErrorCode;
}

export interface IssueReport {
  batchId: string;
  issued: number;
  refused: number;
  /** Nothing was decided for them, or it is not known what was: the same request again tells. */
  failed: number;
  results: IssueResult[];
}

export interface IssueOrder {
  batchId: string;
  userIds: readonly string[];
  source: typeof CouponSource.Claimed | typeof CouponSource.Issued;
  /** Makes it repeatable per user; null: every call issues anew. */
  requestKey: string | null;
}

/** Sends one coupon to each of several users, through the same group commit as claims. */
@Injectable()
export class IssueToUsers {
  constructor(private readonly commitClaims: CommitClaims) {}

  async execute({ batchId, userIds, source, requestKey }: IssueOrder): Promise<IssueReport> {
    const outcomes = await Promise.all(
      userIds.map((userId) =>
        this.commitClaims
          .submit(batchId, { userId, requestKey, source, admitted: false })
          .catch((error: unknown): ClaimOutcome => ({ kind: 'failed', error })),
      ),
    );
    const results = outcomes.map((outcome, at) => toResult(userIds[at] as string, outcome));
    const count = (result: IssueResult['result']) => results.filter((row) => row.result === result).length;
    return { batchId, issued: count('issued'), refused: count('refused'), failed: count('failed'), results };
  }
}

function toResult(userId: string, outcome: ClaimOutcome): IssueResult {
  if (outcome.kind === 'issued') return { userId, result: 'issued', couponId: outcome.coupon.couponId };
  if (outcome.kind === 'refused') return { userId, result: 'refused', code: outcome.code };
  return { userId, result: 'failed', code: outcome.error instanceof AppError ? outcome.error.code : 'BUSY' };
}
