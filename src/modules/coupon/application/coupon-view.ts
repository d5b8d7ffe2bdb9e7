import type { IssuedCoupon } from '../domain/claim';

/** A coupon as its getter is shown it. */
export interface ClaimedCouponView {
  couponId: string;
  batchId: string;
  userId: string;
  claimNo: number;
  status: 'available';
  validFrom: string;
  validUntil: string;
  createdAt: string;
}

export function toCouponView(coupon: IssuedCoupon): ClaimedCouponView {
  return {
    couponId: coupon.couponId,
    batchId: coupon.batchId,
    userId: coupon.userId,
    claimNo: coupon.claimNo,
    status: 'available',
    validFrom: coupon.validFrom.toISOString(),
    validUntil: coupon.validUntil.toISOString(),
    createdAt: coupon.createdAt.toISOString(),
  };
}
