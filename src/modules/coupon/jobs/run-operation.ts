import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database';
import { type OutboxHandler, OutboxHandlers, type PayloadOf } from '../../../platform/outbox';
import { Clock } from '../../../shared/clock';
import { AppError } from '../../../shared/errors';
import { IssueToUsers } from '../application/issue-to-users';
import { OPERATION_REQUESTED } from '../application/outbox-topics';
import { RevokeCoupons } from '../application/revoke-coupons';
import { CouponSource } from '../domain/claim';
import { finishOperation, type Operation, OperationKind, selectOperation } from '../infra/operation-rows';

/**
 * Carries out accepted operations. Each user's coupon is got with the operation's number as its key, so a second run meets
 * what the first has committed and only adds what is missing.
 */
@Injectable()
export class RunOperation implements OutboxHandler<PayloadOf<typeof OPERATION_REQUESTED>> {
  readonly topic = OPERATION_REQUESTED;
  readonly name = 'run-operation';

  constructor(
    handlers: OutboxHandlers,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly issueToUsers: IssueToUsers,
    private readonly revokeCoupons: RevokeCoupons,
  ) {
    handlers.register(this);
  }

  async prepare({ operationId }: PayloadOf<typeof OPERATION_REQUESTED>): Promise<unknown> {
    const operation = await selectOperation(this.database, operationId);
    if (!operation) throw new Error(`operation ${operationId} was promised but does not exist`);
    return operation.kind === OperationKind.RevokeBatch
      ? { revoked: await this.revokeCoupons.ofBatch(operation.input.batchId, operation.createdAt) }
      : this.issue(operation);
  }

  async apply(
    tx: Tx,
    { operationId }: PayloadOf<typeof OPERATION_REQUESTED>,
    result: unknown,
  ): Promise<void> {
    await finishOperation(tx, operationId, result, this.clock.now());
  }

  private async issue({ operationId, kind, input }: Operation): Promise<unknown> {
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
