import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../../config/config';
import type { Principal } from '../../../platform/auth';
import { Auth, type AuthenticatedRequest, Caller } from '../../../platform/auth/guard';
import { clientAddress, Problems } from '../../../platform/http';
import { Idempotent, idempotencyKeyOf } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { ClaimableBatchDto } from '../../batch/http';
import { toCouponView } from '../../coupon';
import { ClaimedCouponDto } from '../../coupon/http';
import { LookUpCode } from '../application/look-up-code';
import { PreviewCode } from '../application/preview-code';
import { RedeemCode, type TypedBy } from '../application/redeem-code';
import { CodeDto, TypedCodeDto } from './code.dto';

/** Codes that users type. */
@ApiTags('codes')
@Controller('v1/codes')
export class CodesController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly redeemCode: RedeemCode,
    private readonly previewCode: PreviewCode,
    private readonly lookUpCode: LookUpCode,
  ) {}

  /**
   * Gets a coupon with a code, answered after both are committed. Every code that the user can't use is answered alike, with
   * CODE_NOT_VALID: one that doesn't exist, was revoked, has been used by somebody else, or is not open now. After few of them the
   * answer is CODE_TRIES_EXCEEDED for a while. On BUSY or OUTCOME_UNKNOWN repeat with the same key.
   */
  @Post('redemptions')
  @Auth('user')
  @RateClass('claim')
  @Problems(
    'CODE_NOT_VALID',
    'CODE_ALREADY_USED',
    'CODE_TRIES_EXCEEDED',
    'BATCH_SOLD_OUT',
    'CLAIM_LIMIT_REACHED',
    'NOT_IN_AUDIENCE',
    'OUTCOME_UNKNOWN',
  )
  @HttpCode(201)
  @Idempotent()
  @ApiCreatedResponse({ type: ClaimedCouponDto })
  async redeem(
    @Body() body: TypedCodeDto,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const key = idempotencyKeyOf(request) ?? null;
    const { coupon, replayed } = await this.redeemCode.execute(this.typedBy(request, body), key);
    if (replayed) reply.header('idempotency-replayed', 'true');
    reply.header('content-type', 'application/json; charset=utf-8');
    reply.send(JSON.stringify(toCouponView(coupon)));
  }

  /** What a code would bring; nothing is taken. Stock, limit and audience are looked at by the redemption only. */
  @Post('preview')
  @Auth('user')
  @RateClass('claim')
  @Problems('CODE_NOT_VALID', 'CODE_ALREADY_USED', 'CODE_TRIES_EXCEEDED')
  @HttpCode(200)
  @ApiOkResponse({ type: ClaimableBatchDto })
  preview(@Body() body: TypedCodeDto, @Req() request: AuthenticatedRequest): Promise<ClaimableBatchDto> {
    return this.previewCode.execute(this.typedBy(request, body));
  }

  /** What has become of a code of one's own batches: who used it, and the order that has its coupon. */
  @Get(':code')
  @Auth('merchant', 'platform')
  @RateClass('read')
  @Problems('CODE_NOT_FOUND')
  @ApiParam({ name: 'code', description: 'In any spelling.', example: 'XMAS-7K3M-9QPZ-4T2WC' })
  one(@Caller() caller: Principal, @Param('code') code: string): Promise<CodeDto> {
    return this.lookUpCode.execute(caller, code);
  }

  private typedBy(request: AuthenticatedRequest, { code, merchantId }: TypedCodeDto): TypedBy {
    return {
      userId: request.principal.id,
      address: clientAddress(request, this.config.PROXIES_IN_FRONT),
      code,
      merchantId: merchantId ?? null,
    };
  }
}
