import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { changeCoupons, lockRows } from '../infra/change-coupons';

/** Cancel: the order that locked coupons is not paid, so they are available again, or expired if their time has passed. */
@Injectable()
export class ReleaseCoupons {
  /** Releases coupons that `orderNo` locked, one record each. The caller holds the order's row. */
  async execute(
    tx: Tx,
    release: { userId: string; couponIds: readonly string[]; orderNo: string; now: Date },
  ): Promise<void> {
    const rows = await lockRows(tx, release.couponIds);
    if (rows.some(({ lockOrderNo }) => lockOrderNo !== release.orderNo)) {
      throw new Error(`order ${release.orderNo} does not hold all its coupons`);
    }
    const passed = rows.filter(({ validUntil }) => validUntil <= release.now);
    const usable = rows.filter(({ validUntil }) => validUntil > release.now);
    const columns = { lockOrderNo: null, lockedUntil: null };
    const ids = (some: typeof rows) => some.map(({ couponId }) => couponId);
    await changeCoupons(tx, { ...release, couponIds: ids(usable), transition: 'release', columns });
    await changeCoupons(tx, { ...release, couponIds: ids(passed), transition: 'releaseExpired', columns });
  }
}
