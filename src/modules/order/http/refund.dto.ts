import { ArrayUnique, IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ApiProperty, IsListOf, type Mirrors, MoneyDto } from '../../../platform/dto';
import type { RefundPlanView, RefundView, ReversalView } from '../application/refunds/refund-view';
import { MAX_CART_ITEMS, MAX_QUANTITY } from '../domain/cart';
import { ORDER_STATUS_NAMES } from '../domain/order-states';
import { REFUND_REASON_NAMES, REFUND_STATUS_NAMES } from '../domain/refund-states';

/** Gifts come after the lines of the cart. */
const MAX_LINES = 2 * MAX_CART_ITEMS;

export class RefundLineDto implements Mirrors<RefundView['lines'][number], RefundLineDto> {
  /** As in the order; gifts have lines of their own. @example 1 */
  @IsInt()
  @Min(1)
  @Max(MAX_LINES)
  lineNo: number;

  /** @example 1 */
  @IsInt()
  @Min(1)
  @Max(MAX_QUANTITY)
  quantity: number;
}

export class RefundRequestDto {
  @ApiProperty({
    required: false,
    example: true,
    description:
      'Everything that is left of the order, its shipping included. Instead of lines and shipping.',
  })
  @IsOptional()
  @IsBoolean()
  whole?: boolean;

  @ApiProperty({
    required: false,
    type: () => [RefundLineDto],
    example: [{ lineNo: 1, quantity: 1 }],
    description: 'Units that come back.',
  })
  @IsOptional()
  @IsListOf(() => RefundLineDto, MAX_LINES)
  @ArrayUnique((line?: RefundLineDto) => line?.lineNo)
  lines?: RefundLineDto[];

  @ApiProperty({ required: false, example: false, description: 'Also give the shipping back.' })
  @IsOptional()
  @IsBoolean()
  shipping?: boolean;
}

export class ReversalDto implements Mirrors<ReversalView, ReversalDto> {
  /** @example "10001" */
  couponId: string;
  amount: MoneyDto;
}

export class RefundDto implements Mirrors<RefundView, RefundDto> {
  /** @example "1" */
  refundId: string;
  /** @example "1" */
  orderId: string;
  /** null: an order of zero, nothing is paid back. */
  @ApiProperty({ type: String, nullable: true, example: '1' })
  paymentId: string | null;
  @ApiProperty({ enum: REFUND_STATUS_NAMES })
  status: RefundView['status'];
  @ApiProperty({ enum: REFUND_REASON_NAMES })
  reason: RefundView['reason'];
  amount: MoneyDto;
  /** What was returned; empty where the system refunded by itself. */
  lines: RefundLineDto[];
  /** @example false */
  shipping: boolean;
  /** What the user keeps of gifts without having earned them, as of this refund. */
  giftCharge: MoneyDto;
  /** What flowed back of each coupon. */
  reversals: ReversalDto[];
  /** What the provider said when it last refused. */
  @ApiProperty({ type: String, nullable: true, example: null })
  failure: string | null;
  /** How often the provider has been asked. @example 1 */
  attempts: number;
  /** When the provider is asked next; null once nothing is to be done any more. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  nextTryAt: string | null;
  /** @example "2026-01-02T00:00:00.000Z" */
  createdAt: string;
}

export class RefundListDto implements Mirrors<{ items: RefundView[] }, RefundListDto> {
  items: RefundDto[];
}

export class GiftChargeDto implements Mirrors<RefundPlanView['giftCharges'][number], GiftChargeDto> {
  /** @example "10001" */
  couponId: string;
  /** @example 1 */
  quantity: number;
  amount: MoneyDto;
}

export class RefundPlanDto implements Mirrors<RefundPlanView, RefundPlanDto> {
  /** What is paid back. */
  amount: MoneyDto;
  /** What the kept units, shipping and gifts cost by the original terms. */
  kept: MoneyDto;
  lines: RefundLineDto[];
  /** @example false */
  shipping: boolean;
  giftCharge: MoneyDto;
  /** Kept gifts that are no longer earned, at their recorded value. */
  giftCharges: GiftChargeDto[];
  reversals: ReversalDto[];
  /** After it. */
  @ApiProperty({ enum: ORDER_STATUS_NAMES, example: 'paid' })
  orderStatus: RefundPlanView['orderStatus'];
  /** Coupons that are available again. @example [] */
  couponsRestored: string[];
}

export class CreatedRefundDto
  extends RefundDto
  implements Mirrors<RefundView & RefundPlanView, CreatedRefundDto>
{
  /** What the kept units, shipping and gifts cost by the original terms. */
  kept: MoneyDto;
  /** Kept gifts that are no longer earned, at their recorded value. */
  giftCharges: GiftChargeDto[];
  /** After it. */
  @ApiProperty({ enum: ORDER_STATUS_NAMES, example: 'paid' })
  orderStatus: RefundPlanView['orderStatus'];
  /** Coupons that are available again. @example [] */
  couponsRestored: string[];
}
