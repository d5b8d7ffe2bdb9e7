import { mayManage, type Principal } from '../../../platform/auth';
import type { SqlReader } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { STATUS_NAMES } from '../domain/batch-status';
import { type StoredBatch, selectBatch } from '../infra/batch-rows';

/**
 * A batch that the caller may manage.
 * @throws AppError BATCH_NOT_FOUND also for a batch of somebody else
 */
export async function findBatch(reader: SqlReader, caller: Principal, batchId: string): Promise<StoredBatch> {
  const batch = await selectBatch(reader, batchId);
  if (!batch || !mayManage(caller, batch.merchantId)) throw new AppError('BATCH_NOT_FOUND');
  return batch;
}

/** The batch is in another state than the request needs, or changed while the request was under way. */
export function stateConflict(batch: StoredBatch): AppError {
  return new AppError('BATCH_STATE_CONFLICT', {
    detail: `The batch was ${STATUS_NAMES[batch.status]} in version ${batch.version}; read it again.`,
    extra: { batchStatus: STATUS_NAMES[batch.status], version: batch.version },
  });
}
