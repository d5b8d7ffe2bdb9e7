import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { CouponSource } from '../../domain/claim';
import { finishOperation, type Operation, OperationKind, selectOperation } from '../../infra/operation-rows';
import { type IssueReport, IssueToUsers } from '../issue-to-users';
import { RevokeCoupons } from '../revoke-coupons';
import type { RevokedCount } from './operation-view';

/**
 * Carries out accepted operations. Each user's coupon is got with the operation's number as its key, so a second run meets
 * what the first has committed and only adds what is missing.
 */
@Injectable()
export class CarryOutOperation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly issueToUsers: IssueToUsers,
    private readonly revokeCoupons: RevokeCoupons,
  ) {}

  /** @returns its result. @throws AppError BUSY when it has to run again */
  async execute(operationId: string): Promise<IssueReport | RevokedCount> {
    const operation = await selectOperation(this.database, operationId);
    if (!operation) throw new Error(`operation ${operationId} was promised but does not exist`);
    return operation.kind === OperationKind.RevokeBatch
      ? { revoked: await this.revokeCoupons.ofBatch(operation.input.batchId, operation.createdAt) }
      : this.issue(operation);
  }

  /** Keeps what it has led to. */
  async finish(tx: Tx, operationId: string, result: unknown): Promise<void> {
    await finishOperation(tx, operationId, result, this.clock.now());
  }

  private async issue({ operationId, kind, input }: Operation): Promise<IssueReport> {
    const report = await this.issueToUsers.execute({
      batchId: input.batchId,
      userIds: input.userIds ?? [],
      source: kind === OperationKind.Claim ? CouponSource.Claimed : CouponSource.Issued,
      // Users' own keys have no spaces, so this can't be one of theirs.
      requestKey: input.requestKey ?? `operation ${operationId}`,
    });
    // Undecided users are decided by another run; the job and the outbox see to it.
    if (report.failed > 0) throw new AppError('BUSY', { detail: `${report.failed} users are undecided` });
    return report;
  }
}
