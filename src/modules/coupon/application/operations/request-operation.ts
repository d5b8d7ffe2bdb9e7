import { Injectable } from '@nestjs/common';
import { Audit, actorName } from '../../../../platform/audit';
import { mayManage, type Principal } from '../../../../platform/auth';
import { Database, IdGenerator, type Tx } from '../../../../platform/database';
import {
  Idempotency,
  type IdempotentRequest,
  type Outcome,
} from '../../../../platform/idempotency/idempotency';
import { enqueue } from '../../../../platform/outbox';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { BatchStatus, STATUS_NAMES, selectBatchTerms } from '../../../batch';
import { OPERATION_IDS } from '../../infra/id-sequences';
import { insertOperation, OperationKind, selectOperation } from '../../infra/operation-rows';
import { OPERATION_REQUESTED } from '../outbox-topics';
import { type OperationView, toOperationView } from './operation-view';

const scopeOf = ({ role, id, merchantId }: Principal): string => `${role}:${merchantId ?? id}`;

/** Accepts long work: the answer comes once the operation's row and the promise to carry it out are committed. */
@Injectable()
export class RequestOperation {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly ids: IdGenerator,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** A user's claim, to be carried out later. @throws AppError BATCH_NOT_FOUND */
  claim(caller: Principal, batchId: string, once: IdempotentRequest): Promise<Outcome> {
    return this.accept(caller, OperationKind.Claim, batchId, once, [caller.id]);
  }

  /** Coupons for listed users. @throws AppError BATCH_NOT_FOUND */
  issue(caller: Principal, batchId: string, userIds: string[], once: IdempotentRequest): Promise<Outcome> {
    return this.accept(caller, OperationKind.Issue, batchId, once, userIds);
  }

  /**
   * Takes back every coupon of the batch that is still available.
   * @throws AppError BATCH_NOT_FOUND, BATCH_STATE_CONFLICT while the batch still gives coupons out
   */
  revokeBatch(caller: Principal, batchId: string, once: IdempotentRequest): Promise<Outcome> {
    return this.accept(caller, OperationKind.RevokeBatch, batchId, once);
  }

  /** @throws AppError OPERATION_NOT_FOUND also for somebody else's */
  async find(caller: Principal, operationId: string): Promise<OperationView> {
    const operation = await selectOperation(this.database, operationId);
    if (!operation || operation.scope !== scopeOf(caller)) throw new AppError('OPERATION_NOT_FOUND');
    return toOperationView(operation);
  }

  private async accept(
    caller: Principal,
    kind: OperationKind,
    batchId: string,
    once: IdempotentRequest,
    userIds?: string[],
  ): Promise<Outcome> {
    const operationId = await this.ids.next(OPERATION_IDS);
    return this.idempotency.once(once, async (tx) => {
      // From before the check: coupons that are given out after it, by a batch that was resumed, are not meant.
      const now = this.clock.now();
      await checkBatch(tx, caller, kind, batchId);
      const requestKey = kind === OperationKind.Claim ? once.key : undefined;
      const input = { batchId, userIds, requestKey, actor: actorName(caller) };
      const operation = { operationId, kind, scope: scopeOf(caller), input, createdAt: now };
      await insertOperation(tx, operation);
      if (kind !== OperationKind.Claim) {
        await this.audit.record(tx, caller, {
          action: kind === OperationKind.Issue ? 'coupon.issue' : 'coupon.revoke-batch',
          subject: 'coupon_batch',
          subjectId: batchId,
          details: { operationId, users: userIds?.length },
        });
      }
      await enqueue(tx, OPERATION_REQUESTED, { operationId }, now);
      return toOperationView({ ...operation, status: 0, result: null, finishedAt: null });
    });
  }
}

async function checkBatch(tx: Tx, caller: Principal, kind: OperationKind, batchId: string): Promise<void> {
  const terms = await selectBatchTerms(tx, batchId);
  const hidden = terms && kind !== OperationKind.Claim && !mayManage(caller, terms.merchantId);
  if (!terms || hidden) throw new AppError('BATCH_NOT_FOUND');
  const givesOut = terms.status === BatchStatus.Published || terms.status === BatchStatus.Draft;
  if (kind === OperationKind.RevokeBatch && givesOut) {
    throw new AppError('BATCH_STATE_CONFLICT', {
      detail: 'Pause or end the batch first, so that no new coupons appear.',
      extra: { batchStatus: STATUS_NAMES[terms.status] },
    });
  }
}
