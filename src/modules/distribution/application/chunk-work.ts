import type { Tx } from '../../../platform/database';
import { countSql, selectionSql } from '../../audience';
import type { Chunk } from '../infra/chunk-rows';
import type { StoredDistribution } from '../infra/distribution-rows';

/** Task or batch are not as they were read, so the transaction must leave nothing behind. */
export class ChunkRefused extends Error {}

/** The selected users of a chunk, or those of them after one user. */
export async function countChunkUsers(
  tx: Tx,
  { distribution, chunk }: { distribution: StoredDistribution; chunk: Chunk },
  now: Date,
  afterUserId: string | null,
): Promise<number> {
  const users = selectionSql(distribution.resolved, {
    now: distribution.startedAt ?? now,
    afterUserId: afterUserId ?? chunk.afterUserId,
    untilUserId: chunk.untilUserId,
  });
  const { sql, params } = countSql(users);
  const row = await tx.row<{ n: string }>(sql, params);
  return Number(row?.n ?? 0);
}
