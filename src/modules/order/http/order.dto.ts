import { IsOptional } from 'class-validator';
import { ApiProperty, IsId, type Mirrors, MoneyDto, PageQueryDto } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import type { OrderCouponView, OrderLineView, OrderSummaryView, OrderView } from '../application/order-view';
import type { PaymentView } from '../application/payments/payment-view';
import type { OrderDetailsView } from '../application/read-orders';
import { ORDER_STATUS_NAMES, type OrderStatusName } from '../domain/order-states';
import { PAYMENT_STATUS_NAMES } from '../domain/payment-states';
import { CouponEffectDto, TotalsDto } from './quote.dto';
import { RefundDto } from './refund.dto';

export class OrdersQueryDto extends PageQueryDto {
  /** Whose orders; only for the platform, which must name a user. */
  @ApiProperty({ required: false, example: '1001' })
  @IsOptional()
  @IsId()
  userId?: string;
}

export class OrderSummaryDto implements Mirrors<OrderSummaryView, OrderSummaryDto> {
  /** @example "1" */
  orderId: string;
  /** @example "1001" */
  userId: string;
  @ApiProperty({ enum: ORDER_STATUS_NAMES })
  status: OrderStatusName;
  totals: TotalsDto;
  /** Until then an unpaid order can be paid and holds its coupons. @example "2026-01-01T00:15:00.000Z" */
  expiresAt: string;
  /** @example "2026-01-01T00:00:00.000Z" */
  createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  paidAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  closedAt: string | null;
}

export class OrderPageDto implements Mirrors<Page<OrderSummaryView>, OrderPageDto> {
  items: OrderSummaryDto[];
  nextCursor: string | null;
}

export class OrderLineDto implements Mirrors<OrderLineView, OrderLineDto> {
  /** @example 1 */
  lineNo: number;
  /** @example "1" */
  productId: string;
  /** @example "7" */
  merchantId: string;
  /** @example "MUG-1" */
  sku: string;
  /** @example "Mug" */
  name: string;
  /** @example 2 */
  quantity: number;
  unitPrice: MoneyDto;
  gross: MoneyDto;
  discount: MoneyDto;
  payable: MoneyDto;
  /** The coupon that added this line at price zero. */
  giftOfCouponId: string | null;
}

export class OrderCouponDto extends CouponEffectDto implements Mirrors<OrderCouponView, OrderCouponDto> {
  /** @example "1" */
  batchId: string;
  /** When a whole refund made it available again. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  restoredAt: string | null;
}

export class OrderDto extends OrderSummaryDto implements Mirrors<OrderView, OrderDto> {
  shippingCode: string | null;
  channel: string | null;
  paymentMethod: string | null;
  lines: OrderLineDto[];
  coupons: OrderCouponDto[];
}

export class PaymentDto implements Mirrors<PaymentView, PaymentDto> {
  /** @example "1" */
  paymentId: string;
  /** @example "1" */
  orderId: string;
  @ApiProperty({ enum: [...new Set(PAYMENT_STATUS_NAMES)] })
  status: PaymentView['status'];
  amount: MoneyDto;
  /** Why it was declined, as the provider names it. */
  declineCode: string | null;
  /** Only in the answer to paying, where the payer must confirm at the provider: hand it to the provider's library. */
  @ApiProperty({ type: String, nullable: true, example: null })
  clientSecret: string | null;
}

export class OrderDetailsDto extends OrderDto implements Mirrors<OrderDetailsView, OrderDetailsDto> {
  payments: PaymentDto[];
  refunds: RefundDto[];
}
