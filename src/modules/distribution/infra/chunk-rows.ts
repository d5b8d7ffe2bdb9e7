import type { Database, SqlReader, Tx } from '../../../platform/database';
import type { ChunkRun } from '../domain/chunk-size';
import { ChunkStatus } from '../domain/distribution-status';
import type { ChunkCounts } from './distribution-changes';

/** How many of the last chunks tell how fast the server is. */
const RECENT_CHUNKS = 6;
/** A chunk that fails by its own fault so often is left for somebody to look at. */
export const MAX_TRIES = 5;

export interface Chunk {
  distributionId: string;
  chunkNo: number;
  status: ChunkStatus;
  /** Users with ids greater than this one … */
  afterUserId: string;
  /** … up to and including this one. */
  untilUserId: string;
  users: number;
  /** The most coupons that it may issue, or codes that it may send. 0: it waits for stock. */
  quota: number;
  /** Of a batch with unique codes: the first of as many serials as its quota is. */
  firstSerial: string | null;
  queued: number;
}

const COLUMNS = `distribution_id AS distributionId, chunk_no AS chunkNo, status, after_user_id AS afterUserId,
  until_user_id AS untilUserId, users, quota, first_serial AS firstSerial, queued`;

export async function selectChunk(
  reader: SqlReader,
  distributionId: string,
  chunkNo: number,
): Promise<Chunk | undefined> {
  return reader.row<Chunk>(
    `SELECT ${COLUMNS} FROM distribution_chunk WHERE distribution_id = ? AND chunk_no = ?`,
    [distributionId, chunkNo],
  );
}

/** What is planned and neither done nor given up. */
export async function selectPending(reader: SqlReader, distributionId: string): Promise<Chunk[]> {
  return reader.rows<Chunk>(
    `SELECT ${COLUMNS} FROM distribution_chunk WHERE distribution_id = ? AND status = ? ORDER BY chunk_no`,
    [distributionId, ChunkStatus.Pending],
  );
}

/** How the last chunks went, the newest first. */
export async function selectRecentRuns(reader: SqlReader, distributionId: string): Promise<ChunkRun[]> {
  return reader.rows<ChunkRun>(
    `SELECT users, took_ms AS tookMs FROM distribution_chunk WHERE distribution_id = ? AND status = ?
     ORDER BY chunk_no DESC LIMIT ${RECENT_CHUNKS}`,
    [distributionId, ChunkStatus.Done],
  );
}

export async function insertChunk(
  tx: Tx,
  chunk: Pick<
    Chunk,
    'distributionId' | 'chunkNo' | 'afterUserId' | 'untilUserId' | 'users' | 'quota' | 'firstSerial'
  >,
  now: Date,
): Promise<void> {
  await tx.change(
    `INSERT INTO distribution_chunk (distribution_id, chunk_no, after_user_id, until_user_id, users, quota, first_serial, queued_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      chunk.distributionId,
      chunk.chunkNo,
      chunk.afterUserId,
      chunk.untilUserId,
      chunk.users,
      chunk.quota,
      chunk.firstSerial,
      now,
    ],
  );
}

/** Lets a chunk that waited for stock be carried out. */
export async function grantQuota(
  tx: Tx,
  chunk: Chunk,
  { quota, firstSerial }: Pick<Chunk, 'quota' | 'firstSerial'>,
  now: Date,
): Promise<void> {
  await tx.change(
    `UPDATE distribution_chunk SET quota = ?, first_serial = ?, queued = queued + 1, queued_at = ?
     WHERE distribution_id = ? AND chunk_no = ? AND status = ?`,
    [quota, firstSerial, now, chunk.distributionId, chunk.chunkNo, ChunkStatus.Pending],
  );
}

/**
 * Begins a chunk: takes its row from pending to done, as the first thing in its transaction. Whoever comes later, or again,
 * finds nothing to do.
 * @returns false when it isn't pending any more, or somebody is at work on it
 */
export async function takeChunk(tx: Tx, { distributionId, chunkNo, quota }: Chunk): Promise<boolean> {
  // A row that is under way is not waited for: its worker may have been stopped for longer than a lock wait.
  const free = await tx.row(
    `SELECT 1 FROM distribution_chunk WHERE distribution_id = ? AND chunk_no = ? AND status = ? AND quota = ?
     FOR UPDATE SKIP LOCKED`,
    [distributionId, chunkNo, ChunkStatus.Pending, quota],
  );
  if (!free) return false;
  const { affectedRows } = await tx.change(
    'UPDATE distribution_chunk SET status = ? WHERE distribution_id = ? AND chunk_no = ? AND status = ?',
    [ChunkStatus.Done, distributionId, chunkNo, ChunkStatus.Pending],
  );
  return affectedRows === 1;
}

/** Writes down what a chunk did. */
export async function recordRun(
  tx: Tx,
  { distributionId, chunkNo }: Chunk,
  { issued, served, skipped }: ChunkCounts,
  { tookMs, now }: { tookMs: number; now: Date },
): Promise<void> {
  await tx.change(
    `UPDATE distribution_chunk SET issued = issued + ?, served = served + ?, skipped = skipped + ?, took_ms = ?, finished_at = ?
     WHERE distribution_id = ? AND chunk_no = ?`,
    [issued, served, skipped, Math.round(tookMs), now, distributionId, chunkNo],
  );
}

/** The quota ended before the range did: the rest of it is pending again and waits for stock. */
export async function requeueRemainder(
  tx: Tx,
  { distributionId, chunkNo }: Chunk,
  rest: { afterUserId: string; users: number },
): Promise<void> {
  await tx.change(
    `UPDATE distribution_chunk SET status = ?, after_user_id = ?, users = ?, quota = 0
     WHERE distribution_id = ? AND chunk_no = ?`,
    [ChunkStatus.Pending, rest.afterUserId, rest.users, distributionId, chunkNo],
  );
}

/** Notes that a pending chunk failed; the last try makes it a failed one. */
export async function recordFailure(
  database: Database,
  { distributionId, chunkNo }: Pick<Chunk, 'distributionId' | 'chunkNo'>,
  error: string,
): Promise<void> {
  await database.change(
    `UPDATE distribution_chunk SET status = IF(tries + 1 >= ?, ?, status), tries = tries + 1, error = ?
     WHERE distribution_id = ? AND chunk_no = ? AND status = ?`,
    [MAX_TRIES, ChunkStatus.Failed, error.slice(0, 200), distributionId, chunkNo, ChunkStatus.Pending],
  );
}

/** Gives up what is pending. It waits for a chunk that is being carried out, and leaves it if it gets done. */
export async function closePending(tx: Tx, distributionId: string): Promise<void> {
  await tx.change('UPDATE distribution_chunk SET status = ? WHERE distribution_id = ? AND status = ?', [
    ChunkStatus.Closed,
    distributionId,
    ChunkStatus.Pending,
  ]);
}

/** Failed and closed chunks are pending again, and wait for stock. @returns how many */
export async function reopenChunks(tx: Tx, distributionId: string): Promise<number> {
  const { affectedRows } = await tx.change(
    `UPDATE distribution_chunk SET status = ?, quota = 0, tries = 0, error = NULL
     WHERE distribution_id = ? AND status IN (?)`,
    [ChunkStatus.Pending, distributionId, [ChunkStatus.Failed, ChunkStatus.Closed]],
  );
  return affectedRows;
}

/** Users of chunks that failed for good, for each of these distributions that has any. */
export async function countFailedUsers(
  reader: SqlReader,
  distributionIds: readonly string[],
): Promise<Map<string, number>> {
  if (distributionIds.length === 0) return new Map();
  const rows = await reader.rows<{ id: string; users: string }>(
    `SELECT distribution_id AS id, SUM(users) AS users FROM distribution_chunk
     WHERE distribution_id IN (?) AND status = ? GROUP BY distribution_id`,
    [distributionIds, ChunkStatus.Failed],
  );
  return new Map(rows.map(({ id, users }) => [id, Number(users)]));
}

/** How many users had their turn since then, among the last chunks. */
export async function countRecentUsers(
  reader: SqlReader,
  distributionId: string,
  since: Date,
): Promise<number> {
  const row = await reader.row<{ users: string | null }>(
    `SELECT SUM(served + skipped) AS users FROM (
       SELECT served, skipped, finished_at FROM distribution_chunk WHERE distribution_id = ? AND status = ?
       ORDER BY chunk_no DESC LIMIT 1000) AS latest
     WHERE finished_at > ?`,
    [distributionId, ChunkStatus.Done, since],
  );
  return Number(row?.users ?? 0);
}

/**
 * Takes pending chunks whose job is presumably lost, and counts them as queued once more: BullMQ ignores a job id that it
 * still knows, so the id carries that number. Chunks that are being carried out are left alone.
 * @param waitMs how long a job may take to come round; longer with every time it was queued
 */
export async function claimStalledChunks(
  tx: Tx,
  distributionId: string,
  { now, waitMs, mostWaits }: { now: Date; waitMs: number; mostWaits: number },
): Promise<Chunk[]> {
  const pending = await tx.rows<Chunk & { queuedAt: Date }>(
    `SELECT ${COLUMNS}, queued_at AS queuedAt FROM distribution_chunk WHERE distribution_id = ? AND status = ? AND quota > 0`,
    [distributionId, ChunkStatus.Pending],
  );
  const lost = pending.filter(
    ({ queued, queuedAt }) => now.getTime() - queuedAt.getTime() >= waitMs * Math.min(queued, mostWaits),
  );
  if (lost.length === 0) return [];
  const idle = await tx.rows<Chunk>(
    `SELECT ${COLUMNS} FROM distribution_chunk WHERE distribution_id = ? AND chunk_no IN (?) AND status = ? FOR UPDATE SKIP LOCKED`,
    [distributionId, lost.map(({ chunkNo }) => chunkNo), ChunkStatus.Pending],
  );
  if (idle.length === 0) return [];
  await tx.change(
    'UPDATE distribution_chunk SET queued = queued + 1, queued_at = ? WHERE distribution_id = ? AND chunk_no IN (?)',
    [now, distributionId, idle.map(({ chunkNo }) => chunkNo)],
  );
  return idle.map((chunk) => ({ ...chunk, queued: chunk.queued + 1 }));
}
