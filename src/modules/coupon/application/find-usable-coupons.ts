import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../platform/database';
import { type CouponTerms, ReadCouponTerms, type RestorePolicy } from '../../batch';
import type { CandidateCoupon } from '../../pricing';
import { type CouponWindow, selectUsable } from '../infra/coupon-rows';

/** A coupon with the terms it was issued under, as the pricing engine takes it. */
export interface UsableCoupon {
  candidate: CandidateCoupon;
  batchId: string;
  couponName: string;
  /** What its batch may give away in all is limited. */
  budgeted: boolean;
  /** The merchant's part of what it gives away, in basis points. */
  merchantShareBp: number;
  /** What becomes of it when its order is refunded whole. */
  restore: RestorePolicy;
}

/** The most coupons that one quote looks at: those that end soonest. Far past what a checkout page could show. */
const MAX_QUOTED_COUPONS = 1_000;

/** Finds what a purchase could be paid with. */
@Injectable()
export class FindUsableCoupons {
  constructor(private readonly couponTerms: ReadCouponTerms) {}

  /**
   * The user's available coupons whose time has not passed, those that end soonest first, at most MAX_QUOTED_COUPONS. One
   * query on (user, status, end): what the user ever used or let expire costs nothing.
   */
  async execute(reader: SqlReader, userId: string, now: Date): Promise<UsableCoupon[]> {
    const rows = await selectUsable(reader, userId, now, MAX_QUOTED_COUPONS);
    return this.withTerms(reader, rows);
  }

  /** The same for coupons that were read already; the order is kept. */
  async withTerms(reader: SqlReader, coupons: readonly CouponWindow[]): Promise<UsableCoupon[]> {
    const terms = await this.couponTerms.execute(
      reader,
      coupons.map(({ batchId }) => batchId),
    );
    return coupons.map((coupon) => toUsable(coupon, terms.get(coupon.batchId)));
  }
}

function toUsable(coupon: CouponWindow, terms: CouponTerms | undefined): UsableCoupon {
  if (!terms) throw new Error(`batch ${coupon.batchId} has a coupon and no published terms`);
  return {
    batchId: coupon.batchId,
    couponName: terms.couponName,
    budgeted: terms.budgeted,
    merchantShareBp: terms.merchantShareBp,
    restore: terms.restore,
    candidate: {
      couponId: coupon.couponId,
      merchantId: terms.merchantId,
      rule: terms.rule,
      validFrom: coupon.validFrom.getTime(),
      validUntil: coupon.validUntil.getTime(),
    },
  };
}
