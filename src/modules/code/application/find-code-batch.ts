import type { Principal } from '../../../platform/auth';
import type { SqlReader } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import { BatchStatus, type CodeMode, findBatch, stateConflict } from '../../batch';

type StoredBatch = Awaited<ReturnType<typeof findBatch>>;

/**
 * A batch with codes of this kind, of the caller's.
 * @throws AppError BATCH_NOT_FOUND, CODE_MODE_CONFLICT
 */
export async function findCodeBatch(
  reader: SqlReader,
  caller: Principal,
  batchId: string,
  mode: CodeMode,
): Promise<StoredBatch> {
  const batch = await findBatch(reader, caller, batchId);
  if (batch.codeMode !== mode) {
    throw new AppError('CODE_MODE_CONFLICT', {
      detail: `This is for batches with codeMode "${mode}".`,
      extra: { codeMode: batch.codeMode },
    });
  }
  return batch;
}

/** The same, if it may still get codes. @throws AppError BATCH_STATE_CONFLICT besides, when it has ended */
export async function findLiveCodeBatch(
  reader: SqlReader,
  caller: Principal,
  batchId: string,
  mode: CodeMode,
): Promise<StoredBatch> {
  const batch = await findCodeBatch(reader, caller, batchId, mode);
  if (batch.status === BatchStatus.Ended) throw stateConflict(batch);
  return batch;
}
