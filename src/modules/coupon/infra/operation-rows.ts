import type { SqlReader, Tx } from '../../../platform/database';

/** `operation.kind`. */
export const OperationKind = { Claim: 0, Issue: 1, RevokeBatch: 2 } as const;
export type OperationKind = (typeof OperationKind)[keyof typeof OperationKind];

/** `operation.status`, as the API names it. */
export const OPERATION_STATUS_NAMES = ['pending', 'done'] as const;
const PENDING = 0;
const DONE = 1;

export interface OperationInput {
  batchId: string;
  /** Who gets a coupon; for claims one user. */
  userIds?: string[];
  /** The user's own key of a claim: whichever way it is used, it gets one coupon. */
  requestKey?: string;
  /** Who asked, for the records. */
  actor: string;
}

export interface Operation {
  operationId: string;
  kind: OperationKind;
  scope: string;
  status: number;
  input: OperationInput;
  /** JSON text. */
  result: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

interface OperationRow {
  operation_id: string;
  kind: OperationKind;
  scope: string;
  status: number;
  input: string;
  result: string | null;
  created_at: Date;
  finished_at: Date | null;
}

export async function insertOperation(
  tx: Tx,
  operation: Pick<Operation, 'operationId' | 'kind' | 'scope' | 'input' | 'createdAt'>,
): Promise<void> {
  await tx.change(
    'INSERT INTO operation (operation_id, kind, scope, status, input, created_at) VALUES (?, ?, ?, ?, ?, ?)',
    [
      operation.operationId,
      operation.kind,
      operation.scope,
      PENDING,
      JSON.stringify(operation.input),
      operation.createdAt,
    ],
  );
}

export async function selectOperation(
  reader: SqlReader,
  operationId: string,
): Promise<Operation | undefined> {
  const row = await reader.row<OperationRow>('SELECT * FROM operation WHERE operation_id = ?', [operationId]);
  return (
    row && {
      operationId: row.operation_id,
      kind: row.kind,
      scope: row.scope,
      status: row.status,
      input: JSON.parse(row.input) as OperationInput,
      result: row.result,
      createdAt: row.created_at,
      finishedAt: row.finished_at,
    }
  );
}

export async function finishOperation(
  tx: Tx,
  operationId: string,
  result: unknown,
  now: Date,
): Promise<void> {
  await tx.change(
    'UPDATE operation SET status = ?, result = ?, finished_at = ? WHERE operation_id = ? AND status = ?',
    [DONE, JSON.stringify(result), now, operationId, PENDING],
  );
}

/** Only those that are done have a time at which they were. @returns how many */
export async function deleteOldOperations(
  tx: { change: Tx['change'] },
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const { affectedRows } = await tx.change(
    'DELETE FROM operation WHERE finished_at < ? ORDER BY finished_at LIMIT ?',
    [before, limit],
  );
  return affectedRows;
}
