import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { type Page, readTimeCursor, toPage } from '../../../platform/paging';
import { Clock } from '../../../shared/clock';
import { type CouponTerms, ReadCouponTerms } from '../../batch';
import type { RuleContent, RuleType } from '../../pricing';
import { type CouponStatusName, shownStatus } from '../domain/coupon-states';
import { type MyCouponRow, selectMyCoupons } from '../infra/my-coupon-rows';

/** A coupon as its holder sees it. */
export interface MyCouponView {
  couponId: string;
  batchId: string;
  couponName: string;
  merchantId: string | null;
  status: CouponStatusName;
  validFrom: string;
  validUntil: string;
  claimedAt: string;
  usedAt: string | null;
  orderNo: string | null;
  ruleType: RuleType;
  currency: string;
  ruleContent: RuleContent;
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
  ): Promise<Page<MyCouponView>> {
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
      (row) => toMyCouponView(row, terms.get(row.batch_id)!, now),
    );
  }
}

function toMyCouponView(
  row: MyCouponRow,
  { couponName, merchantId, rule }: CouponTerms,
  now: Date,
): MyCouponView {
  return {
    couponId: row.coupon_id,
    batchId: row.batch_id,
    couponName,
    merchantId,
    status: shownStatus(row.status, row.valid_until, now),
    validFrom: row.valid_from.toISOString(),
    validUntil: row.valid_until.toISOString(),
    claimedAt: row.created_at.toISOString(),
    usedAt: row.used_at?.toISOString() ?? null,
    orderNo: row.lock_order_no,
    ruleType: rule.type,
    currency: rule.currency,
    ruleContent: rule.content,
  };
}
