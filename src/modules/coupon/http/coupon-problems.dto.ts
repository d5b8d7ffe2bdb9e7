import { ApiProperty, ProblemMembers } from '../../../platform/dto';
import { COUPON_STATUS_NAMES, type CouponStatusName } from '../domain/coupon-states';

@ProblemMembers('COUPON_NOT_AVAILABLE')
export class CouponStateProblemDto {
  /** Of a coupon to be revoked: what it is. */
  @ApiProperty({ required: false, enum: COUPON_STATUS_NAMES, example: 'used' })
  couponStatus?: CouponStatusName;
}
