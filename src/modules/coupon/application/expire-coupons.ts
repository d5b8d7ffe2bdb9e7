import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database';
import { Clock } from '../../../shared/clock';
import { CouponStatus } from '../domain/coupon-states';
import { changeCoupons, lockRows } from '../infra/change-coupons';
import { selectEnded } from '../infra/coupon-rows';

const PAGE = 200;

/**
 * Notes which coupons' time has passed: available → expired, one record each. Nobody waits for it, since whatever reads
 * a coupon looks at its end as well; a coupon that an order holds is left to that order.
 */
@Injectable()
export class ExpireCoupons {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Expires what is due, page by page, each in its own transaction.
   * @param stopped asked between pages
   * @returns how many
   */
  async execute(stopped: () => boolean = () => false): Promise<number> {
    const now = this.clock.now();
    let expired = 0;
    while (!stopped() && this.clock.isTrusted()) {
      const couponIds = await selectEnded(this.database, now, PAGE);
      if (couponIds.length > 0) expired += await this.expire(couponIds, now);
      if (couponIds.length < PAGE) break;
    }
    return expired;
  }

  /** What the search found may have been used, or its end moved, since: decided under the rows' locks. */
  private expire(couponIds: readonly string[], now: Date): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await lockRows(tx, couponIds);
      const ended = rows.filter(
        ({ status, validUntil }) => status === CouponStatus.Available && validUntil <= now,
      );
      const coupons = ended.map((row) => ({ ...row, orderNo: null }));
      await changeCoupons(tx, { transition: 'expire', coupons, now });
      return ended.length;
    });
  }
}
