import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { IdParam, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { ChangeBudget } from '../application/change-budget';
import { ChangeStock } from '../application/change-stock';
import { ExtendBatch } from '../application/extend-batch';
import { PublishBatch } from '../application/publish-batch';
import { TransitionBatch } from '../application/transition-batch';
import { BatchDto, ChangeBudgetDto, ChangeStockDto, ExtendBatchDto } from './batch.dto';
import { toExtension } from './batch-input';
import './batch-problems.dto';

/** What happens to a batch from publishing to its end. */
@ApiTags('batches')
@Auth('merchant', 'platform')
@Controller('v1/batches/:batchId')
export class BatchLifecycleController {
  constructor(
    private readonly publishBatch: PublishBatch,
    private readonly transitionBatch: TransitionBatch,
    private readonly changeStock: ChangeStock,
    private readonly changeBudget: ChangeBudget,
    private readonly extendBatch: ExtendBatch,
  ) {}

  /** Opens a draft to its users. Its rule never changes any more; limits and stock only rise. */
  @Post('publish')
  @RateClass('write')
  @Problems('BATCH_INVALID', 'RULE_NOT_FOUND', 'BATCH_STATE_CONFLICT', 'BATCH_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: BatchDto })
  async publish(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.publishBatch.execute(caller, batchId, once));
  }

  /** Nobody gets coupons until it is resumed. Coupons that users hold stay usable. */
  @Post('pause')
  @RateClass('write')
  @Problems('BATCH_STATE_CONFLICT', 'BATCH_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: BatchDto })
  async pause(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.transitionBatch.execute(caller, batchId, 'pause', once));
  }

  /** Lets users get coupons again. */
  @Post('resume')
  @RateClass('write')
  @Problems('BATCH_STATE_CONFLICT', 'BATCH_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: BatchDto })
  async resume(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.transitionBatch.execute(caller, batchId, 'resume', once));
  }

  /** Ends it for good. Coupons that users hold stay usable. */
  @Post('end')
  @RateClass('write')
  @Problems('BATCH_STATE_CONFLICT', 'BATCH_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: BatchDto })
  async end(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.transitionBatch.execute(caller, batchId, 'end', once));
  }

  /** Adds coupons, or takes back coupons that are left. A batch without a limit has neither. */
  @Post('stock-changes')
  @RateClass('write')
  @Problems(
    'BATCH_UNLIMITED',
    'BATCH_STOCK_SHORT',
    'BATCH_STOCK_TOO_LARGE',
    'BATCH_STATE_CONFLICT',
    'BATCH_NOT_FOUND',
    'OUTCOME_UNKNOWN',
  )
  @Idempotent()
  @ApiCreatedResponse({ type: BatchDto })
  async stock(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Body() body: ChangeStockDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.changeStock.execute(caller, batchId, body, once));
  }

  /** Adds money to the budget, or takes back what is left of it. A batch without a budget has neither. */
  @Post('budget-changes')
  @RateClass('write')
  @Problems(
    'BATCH_UNBUDGETED',
    'BATCH_BUDGET_SHORT',
    'BATCH_BUDGET_TOO_LARGE',
    'BATCH_STATE_CONFLICT',
    'BATCH_NOT_FOUND',
    'OUTCOME_UNKNOWN',
  )
  @Idempotent()
  @ApiCreatedResponse({ type: BatchDto })
  async budget(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Body() body: ChangeBudgetDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.changeBudget.execute(caller, batchId, body, once));
  }

  /** Gives more time, or more coupons per user. Coupons that users hold keep their window. */
  @Post('extensions')
  @RateClass('write')
  @Problems('BATCH_INVALID', 'BATCH_STATE_CONFLICT', 'BATCH_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @Idempotent()
  @ApiCreatedResponse({ type: BatchDto })
  async extend(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Body() body: ExtendBatchDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.extendBatch.execute(caller, batchId, toExtension(body), once));
  }
}
