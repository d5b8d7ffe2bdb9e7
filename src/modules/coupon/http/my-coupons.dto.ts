import { IsIn } from 'class-validator';
import { ApiProperty, type Mirrors, PageQueryDto } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import type { MyCouponView } from '../application/list-my-coupons';
import { COUPON_STATUS_NAMES, type CouponStatusName } from '../domain/coupon-states';

export class MyCouponsQueryDto extends PageQueryDto {
  @ApiProperty({ required: false, enum: COUPON_STATUS_NAMES, default: 'available' })
  @IsIn(COUPON_STATUS_NAMES)
  status: CouponStatusName = 'available';
}

export class MyCouponDto implements Mirrors<MyCouponView, MyCouponDto> {
  /** @example "10001" */
  couponId: string;
  /** @example "1" */
  batchId: string;
  /** @example "20 off from 100" */
  couponName: string;
  /** null: a coupon of the platform, usable on every merchant's products. @example "7" */
  merchantId: string | null;
  @ApiProperty({ enum: COUPON_STATUS_NAMES })
  status: CouponStatusName;
  /** @example "2026-01-01T00:00:00.000Z" */
  validFrom: string;
  /** @example "2027-01-01T00:00:00.000Z" */
  validUntil: string;
  /** @example "2026-01-01T00:00:00.000Z" */
  claimedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  usedAt: string | null;
  /** The order that holds or used it. */
  orderNo: string | null;
  /** 0 rebate, 1 discount, 2 promotion. @example 0 */
  ruleType: MyCouponView['ruleType'];
  /** @example "USD" */
  currency: string;
  /** What it takes off and when, as the merchant wrote it. Amounts are minor units. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { threshold: { amountMinor: 10000 }, amountMinor: 2000 },
  })
  ruleContent: MyCouponView['ruleContent'];
}

export class MyCouponPageDto implements Mirrors<Page<MyCouponView>, MyCouponPageDto> {
  items: MyCouponDto[];
  nextCursor: string | null;
}
