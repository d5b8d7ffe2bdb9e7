import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Auth, type AuthenticatedRequest } from '../../../platform/auth/guard';
import { PageQueryDto } from '../../../platform/dto';
import { acceptCsv, csvBody, IdParam, Problems } from '../../../platform/http';
import { Idempotent, idempotencyKeyOf, scopeOf } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { ImportUsers } from '../application/imports/import-users';
import { toImportView } from '../application/imports/import-view';
import { ReadImports } from '../application/imports/read-imports';
import { ImportDto, ImportPageDto, ImportQueryDto } from './import.dto';
import './import-problems.dto';

const URL = '/v1/audience/imports';
/** About ten million users. */
const MAX_CSV_BYTES = 1024 * 1024 * 1024;
const EXAMPLE = 'user_id,email,locale,tags\n1001,anna@example.com,de-AT,vip;new\n';

@ApiTags('audience')
@Auth('platform')
@Controller('v1/audience/imports')
export class ImportsController {
  constructor(
    private readonly importUsers: ImportUsers,
    private readonly readImports: ReadImports,
    host: HttpAdapterHost,
  ) {
    acceptCsv(host.httpAdapter.getInstance<FastifyInstance>(), URL, `${URL}/:importId/resume`);
  }

  /**
   * Imports users from a CSV file, one row a line, as spreadsheets write it: UTF-8 or UTF-16 with its byte order mark, values
   * separated by commas, semicolons or tabs. Columns: user_id, and in any order email, phone, locale, time_zone, email_opt_in,
   * sms_opt_in, opted_out, consent_at, last_active_at, tags, groups (codes separated by ";"). A known user is overwritten where
   * the row has a value, an empty one says nothing; tags and groups are added. Somebody who has refused is not turned on again,
   * unless consent_at is later than that. Good rows are written, bad ones are left out and listed by GET …/rejects. Answered when
   * the file is read to its end. What breaks off goes on with the same file: under the same Idempotency-Key, or by POST …/resume.
   */
  @Post()
  @RateClass('expensive')
  @Problems('IMPORT_FILE_DIFFERS', 'IMPORT_BUSY', 'IMPORT_HEADER_INVALID', 'OUTCOME_UNKNOWN')
  @Idempotent()
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', example: EXAMPLE } })
  @ApiCreatedResponse({ type: ImportDto })
  async import(@Req() request: AuthenticatedRequest, @Query() query: ImportQueryDto): Promise<ImportDto> {
    const key = idempotencyKeyOf(request);
    const body = csvBody(request.body, 'the users', MAX_CSV_BYTES);
    const target = {
      sourceName: query.name,
      request: key === undefined ? undefined : { scope: scopeOf(request.principal), key },
    };
    return toImportView(await this.importUsers.execute(request.principal, body, target));
  }

  /** Goes on with an import that broke off; the body is the same file, whole. */
  @Post(':importId/resume')
  @RateClass('expensive')
  @Problems(
    'IMPORT_FILE_DIFFERS',
    'IMPORT_BUSY',
    'IMPORT_NOT_FOUND',
    'IMPORT_HEADER_INVALID',
    'OUTCOME_UNKNOWN',
  )
  @HttpCode(200)
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', example: EXAMPLE } })
  @ApiOkResponse({ type: ImportDto })
  async resume(
    @IdParam('importId') importId: string,
    @Req() request: AuthenticatedRequest,
  ): Promise<ImportDto> {
    const body = csvBody(request.body, 'the users', MAX_CSV_BYTES);
    return toImportView(await this.importUsers.execute(request.principal, body, { importId }));
  }

  /** Newest first. */
  @Get()
  @RateClass('read')
  async list(@Query() query: PageQueryDto): Promise<ImportPageDto> {
    const page = await this.readImports.list(query);
    return { items: page.items.map(toImportView), nextCursor: page.nextCursor };
  }

  /** How far an import has come. */
  @Get(':importId')
  @RateClass('read')
  @Problems('IMPORT_NOT_FOUND')
  async one(@IdParam('importId') importId: string): Promise<ImportDto> {
    return toImportView(await this.readImports.one(importId));
  }

  /**
   * The rows that were left out, as CSV: line, field, code, message, and the row as it came, made harmless for spreadsheets. With
   * the code KEPT_OPTED_OUT also users whose rows were imported, but for an agreement to what they have refused. Kept for 30 days
   * at most.
   */
  @Get(':importId/rejects')
  @RateClass('expensive')
  @Problems('IMPORT_NOT_FOUND')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string' } })
  async rejects(@IdParam('importId') importId: string, @Res() reply: FastifyReply): Promise<void> {
    await this.readImports.one(importId);
    reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="import-${importId}-rejects.csv"`)
      .send(Readable.from(this.readImports.rejectsAsCsv(importId)));
  }
}
