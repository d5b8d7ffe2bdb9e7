import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/database';
import { changeCoupons, lockRows } from '../infra/change-coupons';

/** Confirm: the order that locked coupons was paid. A coupon that was locked in time is honoured past its own end. */
@Injectable()
export class UseCoupons {
  /** Uses coupons that `orderNo` locked: locked → used, one record each. The caller holds the order's row. */
  async execute(
    tx: Tx,
    use: { userId: string; couponIds: readonly string[]; orderNo: string; now: Date },
  ): Promise<void> {
    const rows = await lockRows(tx, use.couponIds);
    if (rows.some(({ lockOrderNo }) => lockOrderNo !== use.orderNo)) {
      throw new Error(`order ${use.orderNo} does not hold all its coupons`);
    }
    await changeCoupons(tx, {
      ...use,
      transition: 'use',
      columns: { lockedUntil: null, usedAt: use.now },
    });
  }
}
