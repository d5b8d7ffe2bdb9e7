import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Auth, type AuthenticatedRequest } from '../../../platform/auth/guard';
import { IdParam, Problems, sendProblem } from '../../../platform/http';
import { Idempotent, idempotencyKeyOf, onceOf } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { AppError } from '../../../shared/errors';
import { ClaimCoupon } from '../application/claims/claim-coupon';
import { toCouponView } from '../application/coupon-view';
import { RequestOperation } from '../application/operations/request-operation';
import type { ClaimOutcome } from '../domain/claim';
import { ClaimedCouponDto } from './claim.dto';
import { OperationDto } from './issue.dto';
import { prefersAsync, sendAccepted } from './prefer';

/** The hot route. It answers by itself, without the layers that an answer by return value goes through. */
@ApiTags('coupons')
@Controller('v1/batches/:batchId/claims')
export class ClaimsController {
  constructor(
    private readonly claimCoupon: ClaimCoupon,
    private readonly requestOperation: RequestOperation,
  ) {}

  @Post()
  @Auth('user')
  @RateClass('claim')
  @Problems(
    'BATCH_NOT_FOUND',
    'CLAIM_LIMIT_REACHED',
    'BATCH_SOLD_OUT',
    'NOT_IN_AUDIENCE',
    'BATCH_NOT_CLAIMABLE',
    'BATCH_CLAIM_ENDED',
    'BATCH_NOT_STARTED',
    'CODE_NEEDED',
    'OUTCOME_UNKNOWN',
  )
  @HttpCode(201)
  @Idempotent()
  @ApiOperation({
    summary: 'Get a coupon of a batch',
    description:
      'Answered after the coupon is committed. Refused with BATCH_SOLD_OUT, CLAIM_LIMIT_REACHED, NOT_IN_AUDIENCE, ' +
      'BATCH_NOT_STARTED, BATCH_CLAIM_ENDED, BATCH_NOT_CLAIMABLE or, where coupons are got with a code, CODE_NEEDED. ' +
      'On BUSY or OUTCOME_UNKNOWN repeat with the same key.',
  })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`respond-async`: 202 with an operation to poll.',
  })
  @ApiCreatedResponse({ type: ClaimedCouponDto })
  @ApiAcceptedResponse({ type: OperationDto })
  async claim(
    @IdParam('batchId') batchId: string,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseBody(request.body);
    if (request.headers.prefer !== undefined && prefersAsync(request)) {
      const accepted = await this.requestOperation.claim(request.principal, batchId, onceOf(request));
      reply.send(sendAccepted(reply, accepted));
      return;
    }
    const key = idempotencyKeyOf(request) ?? null;
    const { id: userId } = request.principal;
    send(request, reply, await this.claimCoupon.execute({ userId, batchId, requestKey: key }));
  }
}

/** A claim needs no body; one with fields is a misunderstanding that should show. */
function refuseBody(body: unknown): void {
  if (body === undefined || body === null) return;
  const fields = typeof body === 'object' ? Object.keys(body) : [''];
  if (fields.length === 0) return;
  throw new AppError('VALIDATION_FAILED', {
    errors: fields.map((field) => ({
      pointer: `/${field}`,
      code: 'UNKNOWN_FIELD',
      message: `${field || 'the body'} is not a field of this request`,
    })),
  });
}

function send(request: AuthenticatedRequest, reply: FastifyReply, outcome: ClaimOutcome): void {
  if (outcome.kind !== 'issued') {
    sendProblem(request, reply, outcome.kind === 'refused' ? new AppError(outcome.code) : outcome.error);
    return;
  }
  if (outcome.replayed) reply.header('idempotency-replayed', 'true');
  reply.status(201).header('content-type', 'application/json; charset=utf-8');
  reply.send(JSON.stringify(toCouponView(outcome.coupon)));
}
