import type { SqlReader, Tx } from '../../../platform/database';
import { AppError } from '../../../shared/errors';
import type { SqlFragment } from '../../audience';
import { CouponSource } from '../domain/claim';

const DUPLICATE_KEY = 1062;
const HOLDER_KEY = 'uq_coupon_holder';

/** Coupons for the users of one chunk. */
export interface ChunkCoupons {
  batchId: string;
  /** The users: a query with one column `user_id`. */
  users: SqlFragment;
  /** The chunk's block of ids, [from, until). */
  ids: { from: number; until: number };
  perUser: number;
  perUserLimit: number;
  validFrom: Date;
  validUntil: Date;
  now: Date;
}

/** Raised when rows were left out for another reason than that the user has them already. */
export class ChunkRowsRefused extends Error {}

export interface Inserted {
  coupons: number;
  /** Rows that somebody else's coupons kept out at the same moment; their users may be owed one yet. Each has used an id up. */
  raced: number;
  /** Somebody else's coupons took numbers that were looked at before they were there: some users may be owed one yet. */
  isOutdated: boolean;
}

/** Which part of a chunk's coupons is inserted. */
export interface Pass {
  firstId: number;
  /** The most coupons. */
  limit: number;
  /** The chunk has given its users coupons before. */
  again: boolean;
}

/**
 * Inserts what the chunk's users are still owed, in order of user id: one statement, so that no row travels through this
 * process. Whoever holds as many as they may gets none; a user who gets one elsewhere at this moment is waited for and left out.
 */
export async function insertChunkCoupons(
  tx: Tx,
  chunk: ChunkCoupons,
  { firstId, limit, again }: Pass,
): Promise<Inserted> {
  const numbers = await numbersLookedAt(tx, chunk);
  const slots = chunk.perUserLimit === 1 ? firstSlots(chunk) : freeSlots(chunk, numbers, again);
  const { affectedRows, warningStatus } = await tx.change(
    `INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
     SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
     FROM (${slots.sql}) w ORDER BY w.user_id, w.claim_no LIMIT ?`,
    [
      firstId - 1,
      chunk.batchId,
      CouponSource.Distributed,
      chunk.validFrom,
      chunk.validUntil,
      chunk.now,
      ...slots.params,
      limit,
    ],
  );
  if (warningStatus > 0) await allowOnlyHolders(tx, warningStatus);
  // The numbers were counted by a statement before this one, and users go on getting coupons.
  const mayBeOwed = affectedRows < limit && numbers < chunk.perUserLimit;
  const isOutdated = mayBeOwed && (await numbersLookedAt(tx, chunk)) > numbers;
  return { coupons: affectedRows, raced: warningStatus, isOutdated };
}

/** With a limit of one a user has the coupon or not. */
function firstSlots({ batchId, users }: ChunkCoupons): SqlFragment {
  return {
    sql: `SELECT s.user_id, 1 AS claim_no FROM (${users.sql}) s
      LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = 1
      WHERE h.coupon_id IS NULL`,
    params: [...users.params, batchId],
  };
}

/** Each user's smallest free numbers. @param again the chunk has filled some already, which are not owed any more */
function freeSlots(
  { batchId, users, ids, perUser }: ChunkCoupons,
  count: number,
  again: boolean,
): SqlFragment {
  const numbers = Array.from({ length: count }, (_, at) => `SELECT ${at + 1} AS n`).join(' UNION ALL ');
  const owed = again
    ? `? - (SELECT COUNT(*) FROM coupon g FORCE INDEX (uq_coupon_holder)
         WHERE g.batch_id = ? AND g.user_id = f.user_id AND g.coupon_id >= ? AND g.coupon_id < ?)`
    : '?';
  return {
    sql: `SELECT f.user_id, f.claim_no FROM (
        SELECT s.user_id, n.n AS claim_no, ROW_NUMBER() OVER (PARTITION BY s.user_id ORDER BY n.n) AS pick
        FROM (${users.sql}) s CROSS JOIN (${numbers}) n
        LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder)
          ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = n.n
        WHERE h.coupon_id IS NULL) f
      WHERE f.pick <= ${owed}`,
    params: [...users.params, batchId, perUser, ...(again ? [batchId, ids.from, ids.until] : [])],
  };
}

/** A user who holds k coupons that are not this chunk's has the chunk's among the first k + perUser numbers. */
async function numbersLookedAt(
  tx: Tx,
  { batchId, users, ids, perUser, perUserLimit }: ChunkCoupons,
): Promise<number> {
  if (perUserLimit === 1) return 1;
  const row = await tx.row<{ most: string | null }>(
    `SELECT MAX(k.held) AS most FROM (
       SELECT COUNT(*) AS held FROM (${users.sql}) s
       JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id
       WHERE h.coupon_id < ? OR h.coupon_id >= ? GROUP BY s.user_id) k`,
    [...users.params, batchId, ids.from, ids.until],
  );
  return Math.min(perUserLimit, Number(row?.most ?? 0) + perUser);
}

/** IGNORE turns every error into a warning; only one of them is expected. */
async function allowOnlyHolders(tx: Tx, count: number): Promise<void> {
  const warnings = await tx.rows<{ Code: number; Message: string }>('SHOW WARNINGS');
  const other = warnings.find(
    ({ Code, Message }) => Number(Code) !== DUPLICATE_KEY || !Message.includes(HOLDER_KEY),
  );
  if (other) throw new ChunkRowsRefused(`${other.Code}: ${other.Message}`);
  // The server keeps the first ones only. The next run finds these holders before it inserts, and so has fewer warnings.
  if (warnings.length < count) throw new AppError('BUSY', { detail: `${count} users got coupons meanwhile` });
}

/** Whose coupon it is. */
export async function readHolder(tx: Tx, couponId: number): Promise<string | null> {
  const row = await tx.row<{ userId: string }>('SELECT user_id AS userId FROM coupon WHERE coupon_id = ?', [
    couponId,
  ]);
  return row?.userId ?? null;
}

/** What the users of a block of ids got. @returns the last user among them, null when nobody got any */
export async function readBlock(
  tx: Tx,
  { from, until }: ChunkCoupons['ids'],
): Promise<{ served: number; lastUserId: string | null }> {
  const row = await tx.row<{ served: string; last: string | null }>(
    `SELECT COUNT(DISTINCT user_id) AS served, MAX(user_id) AS last FROM coupon FORCE INDEX (PRIMARY)
     WHERE coupon_id >= ? AND coupon_id < ?`,
    [from, until],
  );
  return { served: Number(row?.served ?? 0), lastUserId: row?.last ?? null };
}

/** One coupon of each user of a block, for what hangs on a user and not on a coupon. */
export function oneCouponEach(
  { from, until }: ChunkCoupons['ids'],
  batchId: string,
  perUser: number,
): SqlFragment {
  const [couponId, grouping] = perUser === 1 ? ['coupon_id', ''] : ['MIN(coupon_id)', ' GROUP BY user_id'];
  return {
    sql: `SELECT ${couponId} AS coupon_id, user_id FROM coupon FORCE INDEX (PRIMARY)
      WHERE coupon_id >= ? AND coupon_id < ? AND batch_id = ?${grouping}`,
    params: [from, until, batchId],
  };
}

/** Who holds the coupons of a chunk, one row for each user; null when nobody does. */
export async function readHolders(
  reader: SqlReader,
  { fromCouponId, untilCouponId }: { fromCouponId: string; untilCouponId: string },
): Promise<{ coupons: SqlFragment; fromUserId: string; untilUserId: string } | null> {
  const range = [BigInt(fromCouponId), BigInt(untilCouponId)];
  const row = await reader.row<{ fromUserId: string | null; untilUserId: string | null }>(
    `SELECT MIN(user_id) AS fromUserId, MAX(user_id) AS untilUserId FROM coupon FORCE INDEX (PRIMARY)
     WHERE coupon_id >= ? AND coupon_id < ?`,
    range,
  );
  if (!row?.fromUserId || !row.untilUserId) return null;
  const sql = `SELECT user_id, MIN(coupon_id) AS coupon_id FROM coupon FORCE INDEX (PRIMARY)
    WHERE coupon_id >= ? AND coupon_id < ? GROUP BY user_id`;
  return { coupons: { sql, params: range }, fromUserId: row.fromUserId, untilUserId: row.untilUserId };
}
