import type { Tx } from '../../../platform/database';
import { changeCoupons, lockRowsOf, type OrderCoupons } from '../infra/change-coupons';

/**
 * Cancel: the order that locked coupons is not paid. locked → available, or → expired if the coupon's time has passed,
 * one record each. The caller holds the order's row.
 */
export async function releaseCoupons(tx: Tx, release: OrderCoupons): Promise<void> {
  const rows = await lockRowsOf(tx, release);
  const ids = (passed: boolean) =>
    rows.filter(({ validUntil }) => validUntil <= release.now === passed).map(({ couponId }) => couponId);
  const columns = { lockOrderNo: null, lockedUntil: null };
  await changeCoupons(tx, { ...release, couponIds: ids(false), transition: 'release', columns });
  await changeCoupons(tx, { ...release, couponIds: ids(true), transition: 'releaseExpired', columns });
}
