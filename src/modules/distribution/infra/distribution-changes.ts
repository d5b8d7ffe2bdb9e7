import type { SqlValue, Tx } from '../../../platform/database';
import {
  DISTRIBUTION_TRANSITIONS,
  DistributionStatus,
  type DistributionTransition,
} from '../domain/distribution-status';
import type { StoredDistribution } from './distribution-rows';

/** Columns that change together with the status. */
interface Marks {
  reason?: string;
  startedAt?: Date;
  finishedAt?: Date | null;
  unserved?: number;
  /** Known exactly once everybody's turn has come. */
  audienceCount?: number;
}

/**
 * The one way to change a distribution's status: a compare-and-set.
 * @returns false when it is not in a status that this move starts from: then nothing was changed
 */
export async function transitionDistribution(
  tx: Tx,
  distributionId: string,
  move: DistributionTransition,
  marks: Marks = {},
): Promise<boolean> {
  const { from, to } = DISTRIBUTION_TRANSITIONS[move];
  const sets = ['status = ?'];
  const values: SqlValue[] = [to];
  const columns = {
    reason: marks.reason,
    started_at: marks.startedAt,
    finished_at: marks.finishedAt,
    unserved: marks.unserved,
    audience_count: marks.audienceCount,
    audience_estimated: marks.audienceCount === undefined ? undefined : 0,
  };
  for (const [column, value] of Object.entries(columns)) {
    if (value === undefined) continue;
    sets.push(`${column} = ?`);
    values.push(value);
  }
  const { affectedRows } = await tx.change(
    `UPDATE distribution SET ${sets.join(', ')} WHERE distribution_id = ? AND status IN (?)`,
    [...values, distributionId, from],
  );
  return affectedRows === 1;
}

/** Where the planner has come to. */
export async function updateWalk(
  tx: Tx,
  { distributionId, cursorUserId, audienceExhausted, chunks, nextSerial }: StoredDistribution,
): Promise<void> {
  await tx.change(
    `UPDATE distribution SET cursor_user_id = ?, audience_exhausted = ?, chunks = ?, next_serial = ?
     WHERE distribution_id = ?`,
    [cursorUserId, audienceExhausted, chunks, nextSerial, distributionId],
  );
}

/** Gives it serials of codes: those of before are used up. */
export async function setSerials(
  tx: Tx,
  distributionId: string,
  { from, until }: { from: number; until: number },
): Promise<void> {
  await tx.change('UPDATE distribution SET next_serial = ?, until_serial = ? WHERE distribution_id = ?', [
    from,
    until,
    distributionId,
  ]);
}

/** Adds to what the task holds of its batch's reservation. */
export async function addReserved(tx: Tx, distributionId: string, count: number): Promise<void> {
  await tx.change('UPDATE distribution SET reserved_left = reserved_left + ? WHERE distribution_id = ?', [
    count,
    distributionId,
  ]);
}

export interface ChunkCounts {
  issued: number;
  served: number;
  skipped: number;
}

/**
 * Counts a chunk into its task, and takes its coupons from the task's reservation.
 * @param limited whether the batch has a stock, and so the task a reservation
 * @returns false when the task takes no more chunks: it was cancelled, or has ended
 */
export async function countChunk(
  tx: Tx,
  distributionId: string,
  { issued, served, skipped }: ChunkCounts,
  limited: boolean,
): Promise<boolean> {
  const taken = limited ? issued : 0;
  const { affectedRows } = await tx.change(
    `UPDATE distribution SET reserved_left = reserved_left - ?, issued = issued + ?, served = served + ?, skipped = skipped + ?
     WHERE distribution_id = ? AND status IN (?) AND reserved_left >= ?`,
    [
      taken,
      issued,
      served,
      skipped,
      distributionId,
      [DistributionStatus.Running, DistributionStatus.Paused],
      taken,
    ],
  );
  return affectedRows === 1;
}
