import { Body, Controller, Get, HttpCode, Post, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { IdParam, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { AddAudienceUsers } from '../application/add-audience-users';
import { ChangeBatch } from '../application/change-batch';
import { CreateBatch } from '../application/create-batch';
import { ListBatches } from '../application/list-batches';
import { AddAudienceUsersDto, AudienceUsersDto, BatchDto, ChangeBatchDto, CreateBatchDto } from './batch.dto';
import { toDraft } from './batch-input';
import './batch.schemas';

/** What a batch is. Its list is served by the coupon module, which knows what a user holds. */
@ApiTags('batches')
@Auth('merchant', 'platform')
@Controller('v1/batches')
export class BatchesController {
  constructor(
    private readonly createBatch: CreateBatch,
    private readonly changeBatch: ChangeBatch,
    private readonly listBatches: ListBatches,
    private readonly addAudienceUsers: AddAudienceUsers,
  ) {}

  /** Creates a batch as a draft. */
  @Post()
  @RateClass('write')
  @Problems('BATCH_INVALID', 'RULE_NOT_FOUND', 'SELECTION_INVALID', 'OUTCOME_UNKNOWN')
  @Idempotent()
  @ApiCreatedResponse({ type: BatchDto })
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateBatchDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.createBatch.execute(caller, toDraft(body), body.merchantId, once));
  }

  /** One batch, with its stock. */
  @Get(':batchId')
  @RateClass('read')
  @Problems('BATCH_NOT_FOUND')
  get(@Caller() caller: Principal, @IdParam('batchId') batchId: string): Promise<BatchDto> {
    return this.listBatches.one(caller, batchId);
  }

  /** Replaces everything about a draft. */
  @Put(':batchId')
  @RateClass('write')
  @Problems(
    'BATCH_INVALID',
    'RULE_NOT_FOUND',
    'SELECTION_INVALID',
    'BATCH_STATE_CONFLICT',
    'BATCH_NOT_FOUND',
    'OUTCOME_UNKNOWN',
  )
  change(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Body() body: ChangeBatchDto,
  ): Promise<BatchDto> {
    return this.changeBatch.execute(caller, batchId, toDraft(body));
  }

  /** Lists users who may get coupons of a batch for listed users. Who is listed already stays so. */
  @Post(':batchId/audience-users')
  @RateClass('write')
  @Problems('BATCH_INVALID', 'BATCH_STATE_CONFLICT', 'BATCH_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: AudienceUsersDto })
  async addUsers(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Body() { userIds }: AddAudienceUsersDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.addAudienceUsers.execute(caller, batchId, userIds, once));
  }
}
