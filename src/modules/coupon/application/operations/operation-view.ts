import { OPERATION_STATUS_NAMES, type Operation } from '../../infra/operation-rows';
import type { IssueReport } from '../issue-to-users';

const KIND_NAMES = ['claim', 'issue', 'revoke_batch'] as const;

/** What came of taking a batch's coupons back. */
export interface RevokedCount {
  revoked: number;
}

export interface OperationView {
  operationId: string;
  kind: (typeof KIND_NAMES)[number];
  batchId: string;
  status: (typeof OPERATION_STATUS_NAMES)[number];
  createdAt: string;
  finishedAt: string | null;
  /** What came of it; null while pending. */
  result: IssueReport | RevokedCount | null;
}

export function toOperationView(operation: Operation): OperationView {
  return {
    operationId: operation.operationId,
    kind: KIND_NAMES[operation.kind],
    batchId: operation.input.batchId,
    status: OPERATION_STATUS_NAMES[operation.status as 0 | 1],
    createdAt: operation.createdAt.toISOString(),
    finishedAt: operation.finishedAt?.toISOString() ?? null,
    result: operation.result === null ? null : JSON.parse(operation.result),
  };
}
