import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { PageQueryDto } from '../../../platform/dto';
import { IdParam, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { CreateTemplate } from '../application/templates/create-template';
import { ReadTemplates } from '../application/templates/read-templates';
import { toTemplateView } from '../application/templates/template-view';
import { CreateTemplateDto, TemplateDto, TemplatePageDto } from './template.dto';

/** What messages say: texts per locale and channel, with gaps for values. */
@ApiTags('messages')
@Auth('merchant', 'platform')
@Controller('v1/message-templates')
export class TemplatesController {
  constructor(
    private readonly createTemplate: CreateTemplate,
    private readonly readTemplates: ReadTemplates,
  ) {}

  /** Creates a template. It never changes: what is to be said otherwise is another template. */
  @Post()
  @RateClass('write')
  @Problems('TEMPLATE_INVALID', 'OUTCOME_UNKNOWN')
  @Idempotent()
  @ApiCreatedResponse({ type: TemplateDto })
  async create(
    @Caller() caller: Principal,
    @Body() { merchantId, ...draft }: CreateTemplateDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.createTemplate.execute(caller, draft, merchantId, once));
  }

  /** The caller's own templates; the platform sees everyone's. Newest id first. */
  @Get()
  @RateClass('read')
  async list(@Caller() caller: Principal, @Query() query: PageQueryDto): Promise<TemplatePageDto> {
    const { items, nextCursor } = await this.readTemplates.page(caller, query);
    return { items: items.map(toTemplateView), nextCursor };
  }

  /** One template. */
  @Get(':templateId')
  @RateClass('read')
  @Problems('TEMPLATE_NOT_FOUND')
  async get(@Caller() caller: Principal, @IdParam('templateId') templateId: string): Promise<TemplateDto> {
    return toTemplateView(await this.readTemplates.one(caller, templateId));
  }
}
