import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../../platform/audit';
import type { Principal } from '../../../platform/auth';
import { Database } from '../../../platform/database';
import { Idempotency, type IdempotentRequest, type Outcome } from '../../../platform/idempotency/idempotency';
import { findBatch } from '../../batch';
import { CouponSource } from '../domain/claim';
import { IssueToUsers } from './issue-to-users';

/** A merchant sends coupons to listed users and waits for the result. */
@Injectable()
export class IssueCoupons {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly issueToUsers: IssueToUsers,
  ) {}

  /**
   * Its answer is an `IssueReport`. The coupons are committed in groups, so a key makes each user's coupon repeatable: after
   * a failure in the middle the same request issues what is missing and nothing twice.
   * @param userIds 1 to 1,000 different users
   * @throws AppError BATCH_NOT_FOUND, IDEMPOTENCY_KEY_REUSED
   */
  async execute(
    caller: Principal,
    batchId: string,
    userIds: readonly string[],
    once: IdempotentRequest,
  ): Promise<Outcome> {
    await findBatch(this.database, caller, batchId);
    const earlier = await this.idempotency.begin(once);
    if (earlier) return earlier;
    const report = await this.issueToUsers.execute({
      batchId,
      userIds,
      source: CouponSource.Issued,
      requestKey: requestKeyOf(once),
    });
    await this.database.transaction((tx) =>
      this.audit.record(tx, caller, {
        action: 'coupon.issue',
        subject: 'coupon_batch',
        subjectId: batchId,
        details: {
          users: userIds.length,
          issued: report.issued,
          refused: report.refused,
          failed: report.failed,
        },
      }),
    );
    // What failed may yet succeed under the same key, so such an answer is not the last word.
    if (report.failed > 0) return { body: JSON.stringify(report), replayed: false };
    return this.idempotency.finish(once, report);
  }
}

/** Users' own keys have no spaces, so this can't be one of theirs. */
function requestKeyOf({ scope, key }: IdempotentRequest): string | null {
  return key === undefined ? null : `issue ${createHash('sha256').update(`${scope} ${key}`).digest('hex')}`;
}
