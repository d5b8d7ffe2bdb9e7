import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { type Page, readTimeCursor, toPage } from '../../../platform/http';
import { Clock } from '../../../shared/clock';
import { type CouponTerms, ReadCouponTerms } from '../../batch';
import { type CouponStatusName, shownStatus } from '../domain/coupon-states';
import { type MyCouponRow, selectMyCoupons } from '../infra/my-coupon-rows';

export interface MyCoupon {
  couponId: string;
  batchId: string;
  status: CouponStatusName;
  validFrom: Date;
  validUntil: Date;
  claimedAt: Date;
  usedAt: Date | null;
  orderNo: string | null;
  terms: CouponTerms;
}

/** What a user holds, by status. */
@Injectable()
export class ListMyCoupons {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly couponTerms: ReadCouponTerms,
  ) {}

  /**
   * One page: available coupons in the order in which they end, the others the other way round.
   * @throws AppError INVALID_CURSOR
   */
  async execute(
    userId: string,
    query: { status: CouponStatusName; limit: number; cursor?: string },
  ): Promise<Page<MyCoupon>> {
    const now = this.clock.now();
    const rows = await selectMyCoupons(this.database, query.status, {
      userId,
      now,
      limit: query.limit + 1,
      after: readTimeCursor(query.cursor),
    });
    const terms = await this.couponTerms.execute(
      this.database,
      rows.map((row) => row.batch_id),
    );
    return toPage(
      rows,
      query.limit,
      (row) => [row.valid_until.getTime(), row.coupon_id],
      (row) => toMyCoupon(row, terms.get(row.batch_id)!, now),
    );
  }
}

function toMyCoupon(row: MyCouponRow, terms: CouponTerms, now: Date): MyCoupon {
  return {
    couponId: row.coupon_id,
    batchId: row.batch_id,
    status: shownStatus(row.status, row.valid_until, now),
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    claimedAt: row.created_at,
    usedAt: row.used_at,
    orderNo: row.lock_order_no,
    terms,
  };
}
