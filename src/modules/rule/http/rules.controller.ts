import { Body, Controller, Get, HttpCode, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { PageQueryDto } from '../../../platform/dto';
import { IdParam, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { ChangeRule } from '../application/change-rule';
import { CreateRule } from '../application/create-rule';
import { CreateRuleVersion } from '../application/create-rule-version';
import { PreviewRule } from '../application/preview-rule';
import { ReadRules } from '../application/read-rules';
import { toRuleView } from '../application/rule-view';
import { RULE_CONTENT_EXAMPLES } from '../content/rule-content.examples';
import { PreviewRuleDto, RulePreviewDto } from './preview.dto';
import { ChangeRuleDto, CreateRuleDto, RuleDto, RulePageDto } from './rule.dto';
import './rule-content.schemas';

/** One whole rule per kind of benefit, for the documentation. */
const EXAMPLES = Object.fromEntries(
  Object.entries(RULE_CONTENT_EXAMPLES).map(([key, { summary, type, content }]) => [
    key,
    { summary, value: { name: summary, type, currency: 'USD', ruleContent: content } },
  ]),
);

@ApiTags('rules')
@Auth('merchant', 'platform')
@Controller('v1/rules')
export class RulesController {
  constructor(
    private readonly createRule: CreateRule,
    private readonly createRuleVersion: CreateRuleVersion,
    private readonly changeRule: ChangeRule,
    private readonly readRules: ReadRules,
    private readonly previewRule: PreviewRule,
  ) {}

  /** Creates a rule: what a coupon gives, and on what conditions. */
  @Post()
  @RateClass('write')
  @Problems('RULE_CONTENT_INVALID', 'OUTCOME_UNKNOWN')
  @Idempotent()
  @ApiBody({ type: CreateRuleDto, examples: EXAMPLES })
  @ApiCreatedResponse({ type: RuleDto })
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateRuleDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.createRule.execute(caller, body, once));
  }

  /** Tries a rule on a cart: what a coupon of it would take off, or all reasons why nothing. Stores nothing. */
  @Post('preview')
  @RateClass('expensive')
  @Problems('CART_INVALID', 'RULE_CONTENT_INVALID')
  @HttpCode(200)
  preview(@Caller() caller: Principal, @Body() body: PreviewRuleDto): RulePreviewDto {
    const { now, channel = null, paymentMethod = null, ...context } = body.context;
    return this.previewRule.execute(caller, {
      ...body,
      context: { ...context, channel, paymentMethod, ...(now ? { now: new Date(now) } : {}) },
    });
  }

  /** The caller's own rules; the platform sees everyone's. Newest id first. */
  @Get()
  @RateClass('read')
  async list(@Caller() caller: Principal, @Query() query: PageQueryDto): Promise<RulePageDto> {
    const page = await this.readRules.page(caller, query);
    return { items: page.items.map(toRuleView), nextCursor: page.nextCursor };
  }

  /** One rule. */
  @Get(':ruleId')
  @RateClass('read')
  @Problems('RULE_NOT_FOUND')
  async get(@Caller() caller: Principal, @IdParam('ruleId') ruleId: string): Promise<RuleDto> {
    return toRuleView(await this.readRules.one(caller, ruleId));
  }

  /** Replaces a rule's terms, as long as no published batch uses it; then 409 RULE_IN_USE. */
  @Put(':ruleId')
  @RateClass('write')
  @Problems('RULE_IN_USE', 'RULE_NOT_FOUND', 'RULE_CONTENT_INVALID', 'OUTCOME_UNKNOWN')
  change(
    @Caller() caller: Principal,
    @IdParam('ruleId') ruleId: string,
    @Body() body: ChangeRuleDto,
  ): Promise<RuleDto> {
    return this.changeRule.execute(caller, ruleId, body);
  }

  /** Creates the next version of a rule. Batches on older versions keep theirs. */
  @Post(':ruleId/versions')
  @RateClass('write')
  @Problems('RULE_NOT_FOUND', 'RULE_CONTENT_INVALID', 'OUTCOME_UNKNOWN')
  @Idempotent()
  @ApiCreatedResponse({ type: RuleDto })
  async createVersion(
    @Caller() caller: Principal,
    @IdParam('ruleId') ruleId: string,
    @Body() body: ChangeRuleDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.createRuleVersion.execute(caller, ruleId, body, once));
  }
}
