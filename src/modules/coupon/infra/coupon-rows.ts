import type { SqlReader } from '../../../platform/database';
import { CouponStatus } from '../domain/coupon-states';

/** A coupon of which the terms are wanted. */
export interface CouponWindow {
  couponId: string;
  batchId: string;
  validFrom: Date;
  validUntil: Date;
}

/** The user's available coupons whose time has not passed, those that end soonest first. */
export function selectUsable(
  reader: SqlReader,
  userId: string,
  now: Date,
  limit: number,
): Promise<CouponWindow[]> {
  return reader.rows<CouponWindow>(
    `SELECT coupon_id AS couponId, batch_id AS batchId, valid_from AS validFrom, valid_until AS validUntil
       FROM coupon FORCE INDEX (ix_coupon_user)
       WHERE user_id = ? AND status = ${CouponStatus.Available} AND valid_until > ?
       ORDER BY valid_until, coupon_id LIMIT ${limit}`,
    [userId, now],
  );
}

/** Available coupons whose end has passed: a range of the index that holds nothing else. */
export async function selectEnded(reader: SqlReader, now: Date, limit: number): Promise<string[]> {
  const rows = await reader.rows<{ couponId: string }>(
    `SELECT coupon_id AS couponId FROM coupon FORCE INDEX (ix_coupon_end)
     WHERE status = ${CouponStatus.Available} AND valid_until <= ? ORDER BY valid_until, coupon_id LIMIT ?`,
    [now, limit],
  );
  return rows.map(({ couponId }) => couponId);
}

/** A user and a batch. */
interface BatchHolder {
  userId: string;
  batchId: string;
}

/** A coupon that can be used before it ends, now or once the order that holds it has let it go. */
export interface UnspentRow extends BatchHolder {
  couponId: string;
  status: number;
  validFrom: Date;
  validUntil: Date;
  /** Until when an order holds it; null when none does. */
  lockedUntil: Date | null;
}

/** What these users hold of these batches, available or locked, that has not ended. @param holders at least one */
export function selectUnspent(
  reader: SqlReader,
  holders: readonly BatchHolder[],
  now: Date,
): Promise<UnspentRow[]> {
  const usersByBatch = new Map<string, Set<string>>();
  for (const { batchId, userId } of holders) {
    const users = usersByBatch.get(batchId);
    if (users) users.add(userId);
    else usersByBatch.set(batchId, new Set([userId]));
  }
  // Ranges of both columns on both servers; of row constructors only one makes them.
  const ranges = Array.from(usersByBatch, () => '(batch_id = ? AND user_id IN (?))').join(' OR ');
  return reader.rows<UnspentRow>(
    `SELECT coupon_id AS couponId, user_id AS userId, batch_id AS batchId, status, valid_from AS validFrom,
       valid_until AS validUntil, locked_until AS lockedUntil
     FROM coupon FORCE INDEX (uq_coupon_holder)
     WHERE status IN (${CouponStatus.Available}, ${CouponStatus.Locked}) AND valid_until > ? AND (${ranges})`,
    [
      now,
      ...Array.from(usersByBatch, ([batchId, users]) => [BigInt(batchId), [...users].map(BigInt)]).flat(),
    ],
  );
}

/** Where a coupon stands among those of its batch. */
interface BatchPosition {
  userId: string;
  claimNo: number;
}

/** Coupons of a batch, whatever their state, by user and number. @param gotUntil only those that were got by then */
export function selectOfBatch(
  reader: SqlReader,
  wanted: { batchId: string; gotUntil: Date; after: BatchPosition; limit: number },
): Promise<(BatchPosition & { couponId: string })[]> {
  const { batchId, gotUntil, after, limit } = wanted;
  return reader.rows(
    `SELECT coupon_id AS couponId, user_id AS userId, claim_no AS claimNo FROM coupon FORCE INDEX (uq_coupon_holder)
         WHERE batch_id = ? AND created_at <= ? AND (user_id > ? OR (user_id = ? AND claim_no > ?)) ORDER BY user_id, claim_no LIMIT ${limit}`,
    [batchId, gotUntil, after.userId, after.userId, after.claimNo],
  );
}
