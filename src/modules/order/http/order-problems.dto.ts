import { ApiProperty, type Mirrors, MoneyDto, ProblemMembers } from '../../../platform/dto';
import { COUPON_STATUS_NAMES, type CouponStatusName, type LockRefusal } from '../../coupon';
import { reasonsSchema } from '../../rule/http';
import type { RefusalView } from '../application/checkout/quote-view';
import type { HoldReason } from '../application/external-holds/price-outside-order';
import type { RefusedMethod } from '../application/payments/pay-order';
import { HOLD_STATUS_NAMES, type HoldStatusName } from '../domain/hold-states';
import { ORDER_STATUS_NAMES, type OrderStatusName } from '../domain/order-states';
import type { CheckoutReason } from '../domain/price-selection';
import { REFUND_STATUS_NAMES, type RefundStatusName } from '../domain/refund-states';
import { PaymentDto } from './order.dto';
import { CHECKOUT_FIGURES, PricedDto } from './quote.dto';

type RefusalReasons = RefusalView<CheckoutReason | HoldReason>;

export class RefusedCouponDto implements Mirrors<RefusalReasons, RefusedCouponDto> {
  /** @example "10001" */
  couponId: string;
  /** ALL that stands in its way, each with a code and its figures. */
  @ApiProperty(reasonsSchema('RefusalReason', { ...CHECKOUT_FIGURES, CART_REQUIRED: {} }))
  reasons: RefusalReasons['reasons'];
}

@ProblemMembers('COUPON_NOT_APPLICABLE', 'BUDGET_EXHAUSTED')
export class RefusedCouponsProblemDto {
  /** The coupons that stand in the way. */
  @ApiProperty({ type: [RefusedCouponDto] })
  coupons: RefusedCouponDto[];
  /** Of an order: the best price to be had now, if it could be told. */
  @ApiProperty({ required: false, type: PricedDto })
  quote?: PricedDto;
}

@ProblemMembers('QUOTE_CHANGED')
export class QuoteChangedProblemDto {
  /** The best price to be had now, if it could be told. */
  @ApiProperty({ required: false, type: PricedDto })
  quote?: PricedDto;
  /** Where the price has changed because of coupons: those that stand in the way. */
  @ApiProperty({ required: false, type: [RefusedCouponDto] })
  coupons?: RefusedCouponDto[];
}

/** A coupon that can't be held. Another user's does not exist for the one who asks. */
export class UnavailableCouponDto {
  /** @example "10001" */
  couponId: string;
  @ApiProperty({ enum: ['COUPON_NOT_FOUND', 'COUPON_NOT_AVAILABLE'], example: 'COUPON_NOT_AVAILABLE' })
  code: LockRefusal['code'];
  /** What it is, with COUPON_NOT_AVAILABLE. */
  @ApiProperty({ required: false, enum: COUPON_STATUS_NAMES, example: 'locked' })
  status?: CouponStatusName;
}

@ProblemMembers('COUPON_NOT_FOUND', 'COUPON_NOT_AVAILABLE')
export class UnavailableCouponsProblemDto {
  /** Of an order or a lock: the coupons that stand in the way. */
  @ApiProperty({ required: false, type: [UnavailableCouponDto] })
  coupons?: UnavailableCouponDto[];
}

@ProblemMembers('COUPON_NOT_AVAILABLE')
export class OrderWithoutCouponsProblemDto {
  /** Of an order: the best price to be had now, if it could be told. */
  @ApiProperty({ required: false, type: PricedDto })
  quote?: PricedDto;
}

export class RefusedMethodDto implements Mirrors<RefusedMethod, RefusedMethodDto> {
  /** @example "10001" */
  couponId: string;
  /** What it can be paid with. @example ["card"] */
  allowed: string[];
}

@ProblemMembers('PAYMENT_METHOD_NOT_ALLOWED')
export class PaymentMethodProblemDto {
  @ApiProperty({ type: [RefusedMethodDto] })
  coupons: RefusedMethodDto[];
}

@ProblemMembers('PAYMENT_DECLINED')
export class PaymentDeclinedProblemDto {
  /** The payment that was declined. */
  @ApiProperty({ type: PaymentDto })
  payment: PaymentDto;
}

@ProblemMembers('PAYMENT_IN_PROGRESS')
export class PaymentInProgressProblemDto {
  /** The payment that is not decided yet. */
  @ApiProperty({ type: PaymentDto })
  payment: PaymentDto;
}

@ProblemMembers('PAYMENT_MISMATCH')
export class PaymentMismatchProblemDto {
  /** What there is to pay. */
  @ApiProperty({ type: MoneyDto })
  payable: MoneyDto;
}

@ProblemMembers('ORDER_STATE_CONFLICT')
export class OrderStateProblemDto {
  /** What the order is. */
  @ApiProperty({ enum: ORDER_STATUS_NAMES, example: 'cancelled' })
  orderStatus: OrderStatusName;
  /** Of a payment that came too late: it succeeded, and is refunded. */
  @ApiProperty({ required: false, type: PaymentDto })
  payment?: PaymentDto;
}

@ProblemMembers('COUPON_LOCK_STATE_CONFLICT')
export class CouponLockStateProblemDto {
  /** What the lock is. */
  @ApiProperty({ enum: HOLD_STATUS_NAMES, example: 'confirmed' })
  lockStatus: HoldStatusName;
}

@ProblemMembers('REFUND_STATE_CONFLICT')
export class RefundStateProblemDto {
  /** What the refund is. */
  @ApiProperty({ enum: REFUND_STATUS_NAMES, example: 'done' })
  refundStatus: RefundStatusName;
}
