import {
  applyDecorators,
  Body,
  Controller,
  Get,
  HttpCode,
  type MessageEvent,
  Post,
  Query,
  Res,
  Sse,
  SseSignal,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { PageQueryDto } from '../../../platform/dto';
import { IdParam, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { CreateDistribution } from '../application/create-distribution';
import { ReadDistributions } from '../application/read-distributions';
import { type AskedMove, TransitionDistribution } from '../application/transition-distribution';
import {
  CreateDistributionDto,
  DistributionDetailDto,
  DistributionDto,
  DistributionPageDto,
  DistributionProgressDto,
  DryRunDto,
} from './distribution.dto';
import { toRequest } from './distribution-input';
import { ProgressEvents } from './progress-events';
import './distribution-problems.dto';

/** What the routes have in common that ask for a transition. */
const Transition = (): MethodDecorator =>
  applyDecorators(
    RateClass('write'),
    Problems('DISTRIBUTION_STATE_CONFLICT', 'DISTRIBUTION_NOT_FOUND', 'OUTCOME_UNKNOWN'),
    Idempotent(),
  );

/** Coupons for millions. */
@ApiTags('distributions')
@ApiExtraModels(DistributionProgressDto)
@Auth('merchant', 'platform')
@Controller('v1/distributions')
export class DistributionsController {
  constructor(
    private readonly createDistribution: CreateDistribution,
    private readonly transitionDistribution: TransitionDistribution,
    private readonly readDistributions: ReadDistributions,
    private readonly progressEvents: ProgressEvents,
  ) {}

  @Post()
  @RateClass('expensive')
  @Problems(
    'DISTRIBUTION_INVALID',
    'SELECTION_INVALID',
    'BATCH_NOT_CLAIMABLE',
    'BATCH_CLAIM_ENDED',
    'BATCH_NOT_STARTED',
    'BATCH_NOT_FOUND',
    'CODE_KEY_MISSING',
    'OUTCOME_UNKNOWN',
  )
  @Idempotent()
  @ApiOperation({
    summary:
      'Give coupons of a batch to many users, each the same number; or, of a batch with unique codes, a code each',
    description:
      'Of a batch with codeMode "unique" nobody gets a coupon by this: each user who can get messages is sent a code of their own, the same one however often it is sent. Such codes are redeemed, looked up, exported and revoked as others are. They reserve no stock: who redeems one takes a coupon from what is left then, so a batch may send more codes than it has coupons.',
  })
  @ApiCreatedResponse({ type: DistributionDto })
  @ApiOkResponse({ type: DryRunDto, description: 'The answer to a dry run.' })
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateDistributionDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | DryRunDto> {
    if (body.dryRun) {
      reply.status(200);
      return this.createDistribution.dryRun(caller, toRequest(body));
    }
    return sendOutcome(reply, await this.createDistribution.execute(caller, toRequest(body), once));
  }

  /** Newest first. Their pace is only told one by one. */
  @Get()
  @RateClass('read')
  list(@Caller() caller: Principal, @Query() query: PageQueryDto): Promise<DistributionPageDto> {
    return this.readDistributions.list(caller, query);
  }

  /** One distribution, with its pace and the time that is left. */
  @Get(':distributionId')
  @RateClass('read')
  @Problems('DISTRIBUTION_NOT_FOUND')
  get(
    @Caller() caller: Principal,
    @IdParam('distributionId') distributionId: string,
  ): Promise<DistributionDetailDto> {
    return this.readDistributions.one(caller, distributionId);
  }

  @Sse(':distributionId/events')
  @RateClass('expensive')
  @Problems('DISTRIBUTION_NOT_FOUND')
  @ApiOperation({ summary: 'Its progress as server-sent events, once a second until it has ended' })
  @ApiProduces('text/event-stream')
  events(
    @Caller() caller: Principal,
    @IdParam('distributionId') distributionId: string,
    @SseSignal() left: AbortSignal,
  ): Promise<Observable<MessageEvent>> {
    return this.progressEvents.watch(caller, distributionId, left);
  }

  /** No further chunks are begun until it is resumed. Its coupons stay reserved. */
  @Post(':distributionId/pause')
  @HttpCode(200)
  @Transition()
  @ApiOkResponse({ type: DistributionDto })
  pause(
    @Caller() caller: Principal,
    @IdParam('distributionId') distributionId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.transition(caller, distributionId, 'pause', once, reply);
  }

  /** Goes on where it was paused. */
  @Post(':distributionId/resume')
  @HttpCode(200)
  @Transition()
  @ApiOkResponse({ type: DistributionDto })
  resume(
    @Caller() caller: Principal,
    @IdParam('distributionId') distributionId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.transition(caller, distributionId, 'resume', once, reply);
  }

  /** Ends it for good. Coupons that were issued stay with their users, the rest of the reservation is returned. */
  @Post(':distributionId/cancel')
  @HttpCode(200)
  @Transition()
  @ApiOkResponse({ type: DistributionDto })
  cancel(
    @Caller() caller: Principal,
    @IdParam('distributionId') distributionId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.transition(caller, distributionId, 'cancel', once, reply);
  }

  /** Repeats what failed, and goes on where the stock had run out. */
  @Post(':distributionId/retry')
  @HttpCode(200)
  @Transition()
  @ApiOkResponse({ type: DistributionDto })
  retry(
    @Caller() caller: Principal,
    @IdParam('distributionId') distributionId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.transition(caller, distributionId, 'retry', once, reply);
  }

  private async transition(
    caller: Principal,
    distributionId: string,
    move: AskedMove,
    once: IdempotentRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const outcome = await this.transitionDistribution.execute(caller, distributionId, move, once);
    return sendOutcome(reply, outcome);
  }
}
