import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { COUPON_STATUS_NAMES, CouponStatus, type CouponStatusName } from '../domain/coupon-states';
import { changeCoupons, type LockedRow, lockRows } from '../infra/change-coupons';

/** Why a coupon can't be held now. Another user's coupon does not exist for the one who asks. */
export type LockRefusal =
  | { couponId: string; code: 'COUPON_NOT_FOUND' }
  | { couponId: string; code: 'COUPON_NOT_AVAILABLE'; status: CouponStatusName };

/** Coupons whose rows are locked and which are free: nobody else can take them before this transaction ends. */
export interface HeldCoupon {
  couponId: string;
  batchId: string;
  validFrom: Date;
  validUntil: Date;
}

export type HoldResult = { held: HeldCoupon[] } | { refusals: LockRefusal[] };

/**
 * Try: an order that is being created takes coupons, in two steps of its own transaction. `hold` locks the rows and says
 * what stands in the way, so that the order can be priced with coupons that nobody can take meanwhile; `lock` writes.
 */
@Injectable()
export class LockCoupons {
  /**
   * @param couponIds in any order; repeated ids count once
   * @returns the coupons in ascending order of id, or why some of them can't be held. Windows are not checked here: the
   *   pricing engine does, with its other reasons
   */
  async hold(tx: Tx, userId: string, couponIds: readonly string[]): Promise<HoldResult> {
    const rows = new Map((await lockRows(tx, couponIds)).map((row) => [row.couponId, row]));
    const wanted = [...new Set(couponIds)];
    const refusals = wanted.flatMap((couponId) => refusalOf(couponId, rows.get(couponId), userId));
    return refusals.length > 0 ? { refusals } : { held: [...rows.values()].map(toHeld) };
  }

  /** Locks coupons that this transaction holds: available → locked, one record each. */
  async lock(
    tx: Tx,
    hold: { userId: string; couponIds: readonly string[]; orderNo: string; lockedUntil: Date; now: Date },
  ): Promise<void> {
    await changeCoupons(tx, {
      ...hold,
      transition: 'lock',
      columns: { lockOrderNo: hold.orderNo, lockedUntil: hold.lockedUntil },
    });
  }
}

function refusalOf(couponId: string, row: LockedRow | undefined, userId: string): LockRefusal[] {
  if (!row || row.userId !== userId) return [{ couponId, code: 'COUPON_NOT_FOUND' }];
  if (row.status === CouponStatus.Available) return [];
  const status = COUPON_STATUS_NAMES[row.status as CouponStatus];
  return [{ couponId, code: 'COUPON_NOT_AVAILABLE', status }];
}

function toHeld({ couponId, batchId, validFrom, validUntil }: LockedRow): HeldCoupon {
  return { couponId, batchId, validFrom, validUntil };
}
