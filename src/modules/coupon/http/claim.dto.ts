import type { Mirrors } from '../../../platform/dto';
import { ApiProperty } from '../../../platform/dto';
import type { ClaimedCouponView } from '../application/coupon-view';
/** A coupon that was got. */
export class ClaimedCouponDto implements Mirrors<ClaimedCouponView, ClaimedCouponDto> {
  /** @example "20001" */
  couponId: string;
  /** @example "1" */
  batchId: string;
  /** @example "1001" */
  userId: string;
  /** Which of the user's coupons of this batch it is: 1 … the batch's limit per user. @example 1 */
  claimNo: number;
  @ApiProperty({ enum: ['available'], example: 'available' })
  status: ClaimedCouponView['status'];
  /** @example "2026-12-01T00:00:00.000Z" */
  validFrom: string;
  /** @example "2026-12-31T23:59:59.000Z" */
  validUntil: string;
  /** @example "2026-12-01T09:00:00.000Z" */
  createdAt: string;
}
