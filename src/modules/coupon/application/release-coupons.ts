import type { Tx } from '../../../platform/database';
import { changeCoupons, lockRowsOf, type OrderCoupons } from '../infra/change-coupons';

/**
 * Cancel: the order that locked coupons is not paid. locked → available, or → expired if the coupon's time has passed,
 * one record each. The caller holds the order's row.
 */
export async function releaseCoupons(tx: Tx, release: OrderCoupons): Promise<void> {
  const { orderNo, now } = release;
  const rows = (await lockRowsOf(tx, release)).map((row) => ({ ...row, orderNo }));
  const passed = rows.filter(({ validUntil }) => validUntil <= now);
  const valid = rows.filter(({ validUntil }) => validUntil > now);
  const columns = { lockOrderNo: null, lockedUntil: null };
  await changeCoupons(tx, { transition: 'release', coupons: valid, now, columns });
  await changeCoupons(tx, { transition: 'releaseExpired', coupons: passed, now, columns });
}
