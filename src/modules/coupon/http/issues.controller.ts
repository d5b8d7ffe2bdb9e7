import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { IdParam, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { IssueCoupons } from '../application/issue-coupons';
import { RequestOperation } from '../application/operations/request-operation';
import { RevokeCoupons } from '../application/revoke-coupons';
import { IssueCouponsDto, IssueReportDto, OperationDto, RevokedCouponDto } from './issue.dto';
import './operation.schemas';
import { prefersAsync, sendAccepted } from './prefer';
import './coupon-problems.dto';

const PREFER = {
  name: 'Prefer',
  required: false,
  description: '`respond-async`: 202 with an operation to poll.',
};

@ApiTags('coupons')
@ApiExtraModels(IssueReportDto)
@Controller('v1')
export class IssuesController {
  constructor(
    private readonly issueCoupons: IssueCoupons,
    private readonly requestOperation: RequestOperation,
    private readonly revokeCoupons: RevokeCoupons,
  ) {}

  @Post('batches/:batchId/issues')
  @Auth('merchant', 'platform')
  @RateClass('expensive')
  @Problems(
    'BATCH_NOT_FOUND',
    'BATCH_SOLD_OUT',
    'BATCH_NOT_CLAIMABLE',
    'BATCH_CLAIM_ENDED',
    'BATCH_STATE_CONFLICT',
    'OUTCOME_UNKNOWN',
  )
  @HttpCode(200)
  @Idempotent()
  @ApiHeader(PREFER)
  @ApiOperation({ summary: 'Send one coupon to each of up to 1,000 listed users' })
  @ApiOkResponse({ type: IssueReportDto })
  @ApiAcceptedResponse({ type: OperationDto })
  async issue(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Body() { userIds }: IssueCouponsDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (prefersAsync(request)) {
      return sendAccepted(reply, await this.requestOperation.issue(caller, batchId, userIds, once));
    }
    return sendOutcome(reply, await this.issueCoupons.execute(caller, batchId, userIds, once));
  }

  @Post('batches/:batchId/revocations')
  @Auth('merchant', 'platform')
  @RateClass('write')
  @Problems('BATCH_NOT_FOUND', 'BATCH_STATE_CONFLICT', 'OUTCOME_UNKNOWN')
  @HttpCode(202)
  @Idempotent()
  @ApiOperation({ summary: 'Take back every coupon of a paused or ended batch that is still available' })
  @ApiAcceptedResponse({ type: OperationDto })
  async revokeBatch(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendAccepted(reply, await this.requestOperation.revokeBatch(caller, batchId, once));
  }

  @Post('coupons/:couponId/revocations')
  @Auth('merchant', 'platform')
  @RateClass('write')
  @Problems('COUPON_NOT_FOUND', 'COUPON_NOT_AVAILABLE', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @Idempotent()
  @ApiOperation({ summary: 'Take one available coupon back from its holder' })
  @ApiOkResponse({ type: RevokedCouponDto })
  async revoke(
    @Caller() caller: Principal,
    @IdParam('couponId') couponId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.revokeCoupons.one(caller, couponId, once));
  }

  @Get('operations/:operationId')
  @Auth('user', 'merchant', 'platform')
  @RateClass('read')
  @Problems('OPERATION_NOT_FOUND')
  @ApiOperation({ summary: 'What became of accepted work' })
  @ApiOkResponse({ type: OperationDto })
  operation(@Caller() caller: Principal, @IdParam('operationId') operationId: string): Promise<OperationDto> {
    return this.requestOperation.find(caller, operationId);
  }
}
