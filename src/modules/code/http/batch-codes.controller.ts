import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { IdParam, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { CountCodes } from '../application/count-codes';
import { ExportCodes } from '../application/export-codes';
import { GenerateCodes } from '../application/generate-codes';
import { RevokeCodes } from '../application/revoke-codes';
import { SetWord } from '../application/set-word';
import {
  BatchCodesDto,
  CodeGenerationDto,
  CodeGenerationsDto,
  CodeWordDto,
  ExportQueryDto,
  GenerateCodesDto,
  RevokeCodesDto,
  RevokedCodesDto,
  SetWordDto,
} from './code.dto';
import { toRevocation } from './code-input';
import './code.schemas';

/** The codes of a batch, for its merchant. */
@ApiTags('codes')
@Auth('merchant', 'platform')
@Controller('v1/batches/:batchId')
export class BatchCodesController {
  constructor(
    private readonly generateCodes: GenerateCodes,
    private readonly setWord: SetWord,
    private readonly exportCodes: ExportCodes,
    private readonly revokeCodes: RevokeCodes,
    private readonly countCodes: CountCodes,
  ) {}

  /**
   * Makes unique codes, at once however many: they are computed and not stored. How many of them bring a coupon is limited by the
   * batch's stock as well. A batch gets codes up to 100 times, until it is ended.
   */
  @Post('code-generations')
  @RateClass('write')
  @Problems(
    'BATCH_NOT_FOUND',
    'BATCH_STATE_CONFLICT',
    'CODE_MODE_CONFLICT',
    'CODE_RANGE_INVALID',
    'CODE_KEY_MISSING',
    'OUTCOME_UNKNOWN',
  )
  @Idempotent()
  @ApiCreatedResponse({ type: CodeGenerationDto })
  async generate(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Body() { count, prefix }: GenerateCodesDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.generateCodes.execute(caller, batchId, { count, prefix }, once));
  }

  /** What has become of a batch's unique codes: how many were made, exported, used and revoked. */
  @Get('codes')
  @RateClass('expensive')
  @Problems('BATCH_NOT_FOUND', 'CODE_MODE_CONFLICT')
  counts(@Caller() caller: Principal, @IdParam('batchId') batchId: string): Promise<BatchCodesDto> {
    return this.countCodes.execute(caller, batchId);
  }

  /** How many codes were made, and which ranges were revoked, by serial. */
  @Get('code-generations')
  @RateClass('read')
  @Problems('BATCH_NOT_FOUND')
  generations(@Caller() caller: Principal, @IdParam('batchId') batchId: string): Promise<CodeGenerationsDto> {
    return this.generateCodes.list(caller, batchId);
  }

  /**
   * Gives a batch with codeMode "shared" its word. Of all batches of a merchant, or of the platform, only one has it, until it is
   * revoked.
   */
  @Post('code-words')
  @RateClass('write')
  @Problems(
    'BATCH_NOT_FOUND',
    'BATCH_STATE_CONFLICT',
    'CODE_MODE_CONFLICT',
    'CODE_WORD_TAKEN',
    'OUTCOME_UNKNOWN',
  )
  @Idempotent()
  @ApiCreatedResponse({ type: CodeWordDto })
  async word(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Body() { word }: SetWordDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.setWord.execute(caller, batchId, word, once));
  }

  /**
   * The unique codes as CSV, one `serial,code` a line in the order of serials, used and revoked ones among them. Any part can be had
   * again at any time: what breaks off goes on with `from`, the serial after the last one that came. Each export is recorded.
   */
  @Get('codes.csv')
  @RateClass('expensive')
  @Problems('BATCH_NOT_FOUND', 'CODE_MODE_CONFLICT', 'CODE_RANGE_INVALID', 'CODE_KEY_MISSING')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  async export(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Query() query: ExportQueryDto,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const lines = await this.exportCodes.execute(caller, batchId, query);
    reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-disposition', `attachment; filename="batch-${batchId}-codes.csv"`)
      // One page ahead of the reader.
      .send(Readable.from(lines, { highWaterMark: 1 }));
  }

  /** Keeps codes from being used: one, a range of serials, or all. Coupons that they have brought are left alone. */
  @Post('code-revocations')
  @RateClass('write')
  @Problems(
    'BATCH_NOT_FOUND',
    'CODE_NOT_FOUND',
    'CODE_STATE_CONFLICT',
    'CODE_MODE_CONFLICT',
    'CODE_RANGE_INVALID',
    'OUTCOME_UNKNOWN',
  )
  @HttpCode(200)
  @Idempotent()
  @ApiOkResponse({ type: RevokedCodesDto })
  async revoke(
    @Caller() caller: Principal,
    @IdParam('batchId') batchId: string,
    @Body() body: RevokeCodesDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.revokeCodes.execute(caller, batchId, toRevocation(body), once));
  }
}
