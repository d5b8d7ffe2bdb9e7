import type { Tx } from '../../../platform/database';
import { COUPON_STATUS_NAMES, CouponStatus, type CouponStatusName } from '../domain/coupon-states';
import {
  type CouponChange,
  changeCoupons,
  changeCouponsAtCommit,
  type LockedRow,
  lockRows,
} from '../infra/change-coupons';

/** Why a coupon can't be held now. Another user's coupon does not exist for the one who asks. */
export type LockRefusal =
  | { couponId: string; code: 'COUPON_NOT_FOUND' }
  | { couponId: string; code: 'COUPON_NOT_AVAILABLE'; status: CouponStatusName };

/** A coupon whose row is locked and which is free: nobody else can take it before this transaction ends. */
export interface LockedCoupon {
  couponId: string;
  batchId: string;
  validFrom: Date;
  validUntil: Date;
}

export type LockRowsResult = { held: LockedCoupon[] } | { refusals: LockRefusal[] };

/**
 * First half of Try: locks the rows and says what stands in the way, so that an order can be priced with coupons that
 * nobody takes meanwhile. Windows are not checked: the pricing engine does, with its other reasons.
 * @param couponIds in any order; repeated ids count once
 * @returns the coupons in ascending order of id, or why some of them can't be held
 */
export async function lockCouponRows(
  tx: Tx,
  userId: string,
  couponIds: readonly string[],
): Promise<LockRowsResult> {
  const rows = new Map((await lockRows(tx, couponIds)).map((row) => [row.couponId, row]));
  const wanted = [...new Set(couponIds)];
  const refusals = wanted.flatMap((couponId) => refusalOf(couponId, rows.get(couponId), userId));
  return refusals.length > 0 ? { refusals } : { held: [...rows.values()].map(toHeld) };
}

export interface CouponLock {
  userId: string;
  couponIds: readonly string[];
  orderNo: string;
  lockedUntil: Date;
  now: Date;
}

/** Second half of Try, on coupons that this transaction holds: available → locked, one record each. */
export async function lockCoupons(tx: Tx, lock: CouponLock): Promise<void> {
  await changeCoupons(tx, changeOf(lock));
}

/** The same with COMMIT. */
export function lockCouponsAtCommit(tx: Tx, lock: CouponLock): void {
  changeCouponsAtCommit(tx, changeOf(lock));
}

function changeOf({ userId, couponIds, orderNo, lockedUntil, now }: CouponLock): CouponChange {
  return {
    transition: 'lock',
    coupons: couponIds.map((couponId) => ({ couponId, userId, orderNo })),
    now,
    columns: { lockOrderNo: orderNo, lockedUntil },
  };
}

function refusalOf(couponId: string, row: LockedRow | undefined, userId: string): LockRefusal[] {
  if (!row || row.userId !== userId) return [{ couponId, code: 'COUPON_NOT_FOUND' }];
  if (row.status === CouponStatus.Available) return [];
  const status = COUPON_STATUS_NAMES[row.status as CouponStatus];
  return [{ couponId, code: 'COUPON_NOT_AVAILABLE', status }];
}

function toHeld({ couponId, batchId, validFrom, validUntil }: LockedRow): LockedCoupon {
  return { couponId, batchId, validFrom, validUntil };
}
