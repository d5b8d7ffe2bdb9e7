import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../platform/database';
import { type BatchHolder, type CouponsOfHolders, ReminderCoupons, type UnspentCoupon } from '../../notify';
import { CouponStatus } from '../domain/coupon-states';
import { selectUnspent } from '../infra/coupon-rows';

/** Tells the scan of reminders what its users hold. */
@Injectable()
export class FindCouponsToRemind implements CouponsOfHolders {
  constructor(reminderCoupons: ReminderCoupons) {
    reminderCoupons.register(this);
  }

  async find(reader: SqlReader, holders: readonly BatchHolder[], now: Date): Promise<UnspentCoupon[]> {
    const rows = await selectUnspent(reader, holders, now);
    return rows.map(({ status, lockedUntil, ...coupon }) => ({
      ...coupon,
      heldUntil: status === CouponStatus.Locked ? (lockedUntil ?? now) : null,
    }));
  }
}
