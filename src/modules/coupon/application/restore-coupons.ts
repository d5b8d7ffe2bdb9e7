import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import type { Tx } from '../../../platform/database';
import { ReadCouponTerms, type RestorePolicy } from '../../batch';
import { planReminders, reminderTimes } from '../../notify';
import { CouponStatus } from '../domain/coupon-states';
import { endAfterRestore } from '../domain/restore';
import { changeCoupons, lockRows } from '../infra/change-coupons';

export interface CouponRestore {
  /** The order that used the coupons and that was refunded whole. */
  orderNo: string;
  coupons: readonly { couponId: string; batchId: string; restore: RestorePolicy }[];
  now: Date;
}

/** A whole refund: what becomes of the coupons that its order used. */
@Injectable()
export class RestoreCoupons {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly couponTerms: ReadCouponTerms,
  ) {}

  /**
   * used → available by each coupon's policy, one record each, and its holder is reminded of its end again. A coupon that the
   * order does not hold as used any more stays as it is, so that one order gives a coupon back once. The caller holds the
   * order's row.
   * @returns ids of the coupons that are available again
   */
  async execute(tx: Tx, { orderNo, coupons, now }: CouponRestore): Promise<string[]> {
    const [terms, rows] = await Promise.all([
      this.couponTerms.execute(
        tx,
        coupons.map(({ batchId }) => batchId),
      ),
      lockRows(
        tx,
        coupons.map(({ couponId }) => couponId),
      ),
    ]);
    const given: string[] = [];
    for (const row of rows) {
      if (row.status !== CouponStatus.Used || row.lockOrderNo !== orderNo) continue;
      const { restore } = coupons.find(({ couponId }) => couponId === row.couponId)!;
      const timeZone = this.config.DEFAULT_TIME_ZONE;
      const validUntil = endAfterRestore(restore, { validUntil: row.validUntil, now, timeZone });
      if (validUntil === null) continue;
      await changeCoupons(tx, {
        transition: 'restore',
        coupons: [{ ...row, orderNo }],
        now,
        columns: { lockOrderNo: null, usedAt: null, validUntil },
      });
      const { remindDays } = terms.get(row.batchId)!;
      const times = reminderTimes({ now, validFrom: row.validFrom, validUntil }, remindDays, timeZone);
      await planReminders(tx, [{ ...row, times }]);
      given.push(row.couponId);
    }
    return given;
  }
}
