import { Body, Controller, Get, HttpCode, Param, type PipeTransform, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { AppError } from '../../../shared/errors';
import { CloseExternalHolds } from '../application/external-holds/close-external-holds';
import { ConfirmExternalHold } from '../application/external-holds/confirm-external-hold';
import { FindExternalHold } from '../application/external-holds/find-external-hold';
import { TryExternalHold } from '../application/external-holds/try-external-hold';
import { ExternalHoldDto, ExternalHoldRequestDto, ORDER_NO } from './external-hold.dto';

const orderNoPipe: PipeTransform<string, string> = {
  transform(value) {
    if (ORDER_NO.test(value)) return value;
    const message = 'orderNo must be 1 to 64 letters, digits or any of _ . : -';
    throw new AppError('VALIDATION_FAILED', { errors: [{ parameter: 'orderNo', code: 'MATCHES', message }] });
  },
};
const OrderNo = (): ParameterDecorator => Param('orderNo', orderNoPipe);
const describeOrderNo = { name: 'orderNo', type: 'string', example: 'SO-2026-000017' } as const;

/** Try, Confirm, Cancel for order systems outside. Each sees its own order numbers only. */
@ApiTags('coupon locks')
@Controller('v1/coupon-locks')
@Auth('service')
export class ExternalHoldsController {
  constructor(
    private readonly tryLock: TryExternalHold,
    private readonly confirmLock: ConfirmExternalHold,
    private readonly closeLocks: CloseExternalHolds,
    private readonly findLock: FindExternalHold,
  ) {}

  /**
   * Try: holds coupons for an order. Repeatable by order number: the same input is answered as the first time (header
   * Idempotency-Replayed: true), other input with 422 COUPON_LOCK_REUSED. 409 COUPON_LOCK_STATE_CONFLICT when the order was
   * cancelled, also before this try came, or timed out. 422 COUPON_NOT_APPLICABLE has all reasons per coupon in `coupons`.
   */
  @Post()
  @RateClass('checkout')
  @Problems(
    'BUDGET_EXHAUSTED',
    'CART_INVALID',
    'COUPON_NOT_APPLICABLE',
    'COUPON_NOT_FOUND',
    'COUPON_NOT_AVAILABLE',
    'COUPON_LOCK_REUSED',
    'COUPON_LOCK_STATE_CONFLICT',
    'OUTCOME_UNKNOWN',
  )
  @ApiCreatedResponse({ type: ExternalHoldDto })
  async try(
    @Caller() caller: Principal,
    @Body() body: ExternalHoldRequestDto,
    @IdempotencyParam() { hash }: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { orderNo, userId, couponIds, ttlSeconds, cart, firstOrder, channel, paymentMethod } = body;
    const request = {
      clientId: caller.id,
      orderNo,
      userId,
      couponIds,
      ttlSeconds,
      cart: cart ?? null,
      firstOrder,
      channel: channel ?? null,
      paymentMethod: paymentMethod ?? null,
      hash,
    };
    return sendOutcome(reply, await this.tryLock.execute(request));
  }

  /** How the coupons of an order are held. */
  @Get(':orderNo')
  @RateClass('checkout')
  @Problems('COUPON_LOCK_NOT_FOUND')
  @ApiParam(describeOrderNo)
  get(@Caller() caller: Principal, @OrderNo() orderNo: string): Promise<ExternalHoldDto> {
    return this.findLock.execute(caller.id, orderNo);
  }

  /**
   * Confirm: the order was paid, its coupons are used. Repeating it changes nothing. After a time-out the coupons are locked
   * again if they are still free, else 409 COUPON_NOT_AVAILABLE.
   */
  @Post(':orderNo/confirm')
  @RateClass('checkout')
  @Problems(
    'COUPON_LOCK_NOT_FOUND',
    'COUPON_NOT_AVAILABLE',
    'COUPON_NOT_APPLICABLE',
    'BUDGET_EXHAUSTED',
    'COUPON_NOT_FOUND',
    'COUPON_LOCK_STATE_CONFLICT',
    'OUTCOME_UNKNOWN',
  )
  @HttpCode(200)
  @ApiParam(describeOrderNo)
  confirm(@Caller() caller: Principal, @OrderNo() orderNo: string): Promise<ExternalHoldDto> {
    return this.confirmLock.execute(caller.id, orderNo);
  }

  /**
   * Cancel: the coupons are available again. Repeating it changes nothing; before its try it refuses the try that comes late;
   * after Confirm it is refused with 409 COUPON_LOCK_STATE_CONFLICT.
   */
  @Post(':orderNo/cancel')
  @RateClass('checkout')
  @Problems('COUPON_LOCK_STATE_CONFLICT', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @ApiParam(describeOrderNo)
  cancel(@Caller() caller: Principal, @OrderNo() orderNo: string): Promise<ExternalHoldDto> {
    return this.closeLocks.cancel(caller.id, orderNo);
  }
}
