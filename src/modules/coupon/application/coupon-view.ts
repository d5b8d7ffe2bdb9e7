import type { IssuedCoupon } from '../domain/claim';
import type { ClaimedCouponDto } from '../http/claim.dto';

/** A coupon as its getter is shown it. */
export function toCouponView(coupon: IssuedCoupon): ClaimedCouponDto {
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
