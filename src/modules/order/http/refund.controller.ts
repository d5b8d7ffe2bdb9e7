import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { IdParam, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { ReadRefunds } from '../application/refunds/read-refunds';
import { RefundOrder } from '../application/refunds/refund-order';
import { RetryRefund } from '../application/refunds/retry-refund';
import { CreatedRefundDto, RefundDto, RefundListDto, RefundPlanDto, RefundRequestDto } from './refund.dto';
import { toRefundRequest } from './refund-input';
import './refund.schemas';

/** Refunds are the shop's decision: a merchant's for its own lines, the platform's for all. Users see theirs. */
@ApiTags('refunds')
@Controller('v1/orders/:orderId/refunds')
export class RefundController {
  constructor(
    private readonly refundOrder: RefundOrder,
    private readonly readRefunds: ReadRefunds,
    private readonly retryRefund: RetryRefund,
  ) {}

  /**
   * Refunds a paid order, whole or by units of lines. What comes back is what was paid, less what the kept part costs by
   * the original terms, less earlier refunds. The money follows: `status` says when it is there. When all units are back, the
   * order is `refunded`, and its coupons come back if their batches say so.
   */
  @Post()
  @Auth('merchant', 'platform')
  @RateClass('write')
  @Problems(
    'ORDER_NOT_FOUND',
    'ORDER_STATE_CONFLICT',
    'REFUND_INVALID',
    'NOTHING_TO_REFUND',
    'OUTCOME_UNKNOWN',
  )
  @Idempotent()
  @ApiCreatedResponse({ type: CreatedRefundDto })
  async create(
    @Caller() caller: Principal,
    @IdParam('orderId') orderId: string,
    @Body() body: RefundRequestDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.refundOrder.execute(caller, orderId, toRefundRequest(body), once));
  }

  /** What a refund would do. Changes nothing. */
  @Post('preview')
  @HttpCode(200)
  @Auth('merchant', 'platform')
  @RateClass('read')
  @Problems('ORDER_NOT_FOUND', 'ORDER_STATE_CONFLICT', 'REFUND_INVALID', 'NOTHING_TO_REFUND')
  @ApiOkResponse({ type: RefundPlanDto })
  preview(
    @Caller() caller: Principal,
    @IdParam('orderId') orderId: string,
    @Body() body: RefundRequestDto,
  ): Promise<RefundPlanDto> {
    return this.refundOrder.preview(caller, orderId, toRefundRequest(body));
  }

  /**
   * The first one first. A merchant among others sees their own share of each: their lines, the discounts on them, their part
   * of the amount.
   */
  @Get()
  @Auth('user', 'merchant', 'platform')
  @RateClass('read')
  @Problems('ORDER_NOT_FOUND')
  async list(@Caller() caller: Principal, @IdParam('orderId') orderId: string): Promise<RefundListDto> {
    return { items: await this.readRefunds.ofOrder(caller, orderId) };
  }

  /** Tries a refund again that the provider has refused for good. */
  @Post(':refundId/retry')
  @HttpCode(200)
  @Auth('platform')
  @RateClass('write')
  @Problems('ORDER_NOT_FOUND', 'REFUND_NOT_FOUND', 'REFUND_STATE_CONFLICT', 'OUTCOME_UNKNOWN')
  @ApiOkResponse({ type: RefundDto })
  retry(
    @Caller() caller: Principal,
    @IdParam('orderId') orderId: string,
    @IdParam('refundId') refundId: string,
  ): Promise<RefundDto> {
    return this.retryRefund.execute(caller, orderId, refundId);
  }
}
