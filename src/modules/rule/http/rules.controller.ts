import { Body, Controller, Get, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Auth, Caller, type Principal } from '../../../platform/auth';
import { IdParam, PageQueryDto } from '../../../platform/http';
import { Idempotent, type Once, OnceRequest, sendOutcome } from '../../../platform/idempotency';
import { ChangeRule } from '../application/change-rule';
import { CreateRule } from '../application/create-rule';
import { CreateRuleVersion } from '../application/create-rule-version';
import { ReadRules } from '../application/read-rules';
import { toRuleView } from '../application/rule-view';
import { ChangeRuleDto, CreateRuleDto, RuleDto, RulePageDto } from './rule.dto';

@ApiTags('rules')
@Auth('merchant', 'platform')
@Controller('v1/rules')
export class RulesController {
  constructor(
    private readonly createRule: CreateRule,
    private readonly createRuleVersion: CreateRuleVersion,
    private readonly changeRule: ChangeRule,
    private readonly readRules: ReadRules,
  ) {}

  /** Creates a rule: what a coupon gives, and on what conditions. */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: RuleDto })
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateRuleDto,
    @OnceRequest() once: Once,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.createRule.execute(caller, body, once));
  }

  /** The caller's own rules; the platform sees everyone's. Newest id first. */
  @Get()
  async list(@Caller() caller: Principal, @Query() query: PageQueryDto): Promise<RulePageDto> {
    const page = await this.readRules.page(caller, query);
    return { items: page.items.map(toRuleView), nextCursor: page.nextCursor };
  }

  @Get(':ruleId')
  async get(@Caller() caller: Principal, @IdParam('ruleId') ruleId: string): Promise<RuleDto> {
    return toRuleView(await this.readRules.one(caller, ruleId));
  }

  /** Replaces a rule's terms, as long as no published batch uses it; then 409 RULE_IN_USE. */
  @Put(':ruleId')
  change(
    @Caller() caller: Principal,
    @IdParam('ruleId') ruleId: string,
    @Body() body: ChangeRuleDto,
  ): Promise<RuleDto> {
    return this.changeRule.execute(caller, ruleId, body);
  }

  /** Creates the next version of a rule. Batches on older versions keep theirs. */
  @Post(':ruleId/versions')
  @Idempotent()
  @ApiCreatedResponse({ type: RuleDto })
  async createVersion(
    @Caller() caller: Principal,
    @IdParam('ruleId') ruleId: string,
    @Body() body: ChangeRuleDto,
    @OnceRequest() once: Once,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.createRuleVersion.execute(caller, ruleId, body, once));
  }
}
