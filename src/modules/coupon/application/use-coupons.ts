import type { Tx } from '../../../platform/database';
import { dropReminders } from '../../notify';
import { CouponStatus } from '../domain/coupon-states';
import { changeCoupons, lockRowsOf, type OrderCoupons } from '../infra/change-coupons';

/**
 * Confirm: the order that locked coupons was paid. locked → used, one record each. A coupon that was locked in time is
 * honoured past its own end. Of whom has no available coupon of the batch any more, the reminders are dropped. The caller
 * holds the order's row.
 */
export async function useCoupons(tx: Tx, use: OrderCoupons): Promise<void> {
  const [rows, stillAvailable] = await Promise.all([
    lockRowsOf(tx, use),
    batchesStillAvailable(tx, use.couponIds),
  ]);
  const batchIds = new Set(rows.map((row) => row.batchId));
  await Promise.all([
    changeCoupons(tx, {
      ...use,
      coupons: rows,
      transition: 'use',
      columns: { lockedUntil: null, usedAt: use.now },
    }),
    ...[...batchIds]
      .filter((batchId) => !stillAvailable.has(batchId))
      .map((batchId) => dropReminders(tx, use.userId, batchId)),
  ]);
}

/** Batches of these coupons, which are locked, of which their holder has another coupon that is available. */
async function batchesStillAvailable(tx: Tx, couponIds: readonly string[]): Promise<Set<string>> {
  if (couponIds.length === 0) return new Set();
  const rows = await tx.rows<{ batchId: string }>(
    `SELECT DISTINCT own.batch_id AS batchId FROM coupon own
       JOIN coupon other ON other.batch_id = own.batch_id AND other.user_id = own.user_id
     WHERE own.coupon_id IN (?) AND other.status = ${CouponStatus.Available}`,
    [couponIds],
  );
  return new Set(rows.map(({ batchId }) => batchId));
}
