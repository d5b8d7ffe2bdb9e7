import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { IdParam, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { AppError } from '../../../shared/errors';
import { CreateOrder } from '../application/checkout/create-order';
import { CloseOrders } from '../application/close-orders';
import { PayOrder } from '../application/payments/pay-order';
import { ReadOrders } from '../application/read-orders';
import { OrderRequestDto, PayRequestDto, toPurchase } from './checkout.dto';
import {
  OrderDetailsDto,
  OrderDto,
  OrderPageDto,
  OrderSummaryDto,
  OrdersQueryDto,
  PaymentDto,
} from './order.dto';
import './order-problems.dto';

@ApiTags('orders')
@Controller('v1/orders')
export class OrderController {
  constructor(
    private readonly createOrder: CreateOrder,
    private readonly payOrder: PayOrder,
    private readonly closeOrders: CloseOrders,
    private readonly readOrders: ReadOrders,
  ) {}

  /**
   * Places an order: prices it again, locks its coupons, and waits for payment until `expiresAt`. A total of zero is paid
   * at once. 422 COUPON_NOT_APPLICABLE, 409 COUPON_NOT_AVAILABLE and BUDGET_EXHAUSTED have all reasons per coupon in `coupons`,
   * and the best price to be had now in `quote`. 409 QUOTE_CHANGED: the price is not `expectedTotal` any more; `quote` has the new
   * one, `coupons` what stands in the way of those that were asked for, if anything does.
   */
  @Post()
  @Auth('user')
  @RateClass('checkout')
  @Problems(
    'BUDGET_EXHAUSTED',
    'COUPON_NOT_AVAILABLE',
    'PRODUCT_NOT_FOUND',
    'CART_INVALID',
    'COUPON_NOT_APPLICABLE',
    'QUOTE_CHANGED',
    'COUPON_NOT_FOUND',
    'OUTCOME_UNKNOWN',
  )
  @Idempotent()
  @ApiCreatedResponse({ type: OrderDto })
  async create(
    @Caller() caller: Principal,
    @Body() body: OrderRequestDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = {
      ...toPurchase(caller.id, body),
      couponIds: body.couponIds ?? [],
      expectedTotal: body.expectedTotal ?? null,
    };
    return sendOutcome(reply, await this.createOrder.execute(request, once));
  }

  /** My orders, latest first. The platform names the user. */
  @Get()
  @Auth('user', 'platform')
  @RateClass('read')
  list(@Caller() caller: Principal, @Query() query: OrdersQueryDto): Promise<OrderPageDto> {
    return this.readOrders.page(whoseOrders(caller, query), query);
  }

  /** One order, with its lines, coupons and payments. */
  @Get(':orderId')
  @Auth('user', 'platform')
  @RateClass('read')
  @Problems('ORDER_NOT_FOUND')
  get(@Caller() caller: Principal, @IdParam('orderId') orderId: string): Promise<OrderDetailsDto> {
    return this.readOrders.one(caller.role === 'platform' ? null : caller.id, orderId);
  }

  /**
   * Pays an order. 201: it is paid. 202: the provider has not decided; look at the order later. 402 PAYMENT_DECLINED: the
   * order still waits and can be paid another way. 409 PAYMENT_IN_PROGRESS: the one in `payment` is not decided yet; repeat that
   * one's request with its Idempotency-Key, wait for its outcome, or cancel the order.
   */
  @Post(':orderId/payments')
  @Auth('user')
  @RateClass('checkout')
  @Problems(
    'PAYMENT_DECLINED',
    'ORDER_STATE_CONFLICT',
    'ORDER_NOT_FOUND',
    'PAYMENT_MISMATCH',
    'PAYMENT_IN_PROGRESS',
    'PAYMENT_METHOD_NOT_ALLOWED',
    'OUTCOME_UNKNOWN',
  )
  @Idempotent()
  @ApiCreatedResponse({ type: PaymentDto })
  @ApiAcceptedResponse({ type: PaymentDto })
  async pay(
    @Caller() caller: Principal,
    @IdParam('orderId') orderId: string,
    @Body() body: PayRequestDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaymentDto> {
    const request = {
      methodToken: body.methodToken,
      paymentMethod: body.paymentMethod ?? null,
      amount: body.amount ?? null,
    };
    const { payment, replayed } = await this.payOrder.execute(caller.id, orderId, request, once);
    reply.status(payment.status === 'succeeded' ? 201 : 202);
    if (replayed) reply.header('idempotency-replayed', 'true');
    return payment;
  }

  /** Cancels an order that is not paid; its coupons are available again. Repeating it changes nothing. */
  @Post(':orderId/cancel')
  @HttpCode(200)
  @Auth('user')
  @RateClass('checkout')
  @Problems('ORDER_NOT_FOUND', 'ORDER_STATE_CONFLICT', 'OUTCOME_UNKNOWN')
  cancel(@Caller() caller: Principal, @IdParam('orderId') orderId: string): Promise<OrderSummaryDto> {
    return this.closeOrders.cancel(caller.id, orderId);
  }
}

function whoseOrders(caller: Principal, { userId }: OrdersQueryDto): string {
  if (caller.role === 'user') {
    if (userId === undefined || userId === caller.id) return caller.id;
    throw new AppError('FORBIDDEN', { detail: 'Users list their own orders only.' });
  }
  if (userId !== undefined) return userId;
  throw new AppError('VALIDATION_FAILED', {
    errors: [{ parameter: 'userId', code: 'IS_ID', message: 'the platform must name the user' }],
  });
}
