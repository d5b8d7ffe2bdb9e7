import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { PageQueryDto } from '../../../platform/dto';
import { NeverProblems, Problems } from '../../../platform/http';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { IdempotencyParam, Idempotent, sendOutcome } from '../../../platform/idempotency/http';
import { RateClass } from '../../../platform/limits';
import { AppError } from '../../../shared/errors';
import { ChangeLabels } from '../application/change-labels';
import { ChangeMembers } from '../application/change-members';
import { toLabelView } from '../application/label-view';
import { ReadLabels } from '../application/read-labels';
import { LABEL_CODE, type LabelKind } from '../domain/label';
import {
  CountedLabelDto,
  CreateLabelDto,
  LabelDto,
  LabelPageDto,
  MembersAddedDto,
  MembersDto,
  MembersRemovedDto,
  RenameLabelDto,
} from './label.dto';

const CodeParam = (): ParameterDecorator =>
  Param('code', {
    transform(code: string): string {
      if (LABEL_CODE.test(code)) return code;
      const message = 'code must be 1 to 64 letters, digits, "_", ".", ":" or "-"';
      throw new AppError('VALIDATION_FAILED', {
        errors: [{ parameter: 'code', code: 'LABEL_CODE', message }],
      });
    },
  });

/**
 * The same routes for tags and for groups. Both are the platform's and the same for everybody: merchants read them, to
 * select by them.
 */
abstract class LabelsController {
  protected abstract readonly kind: LabelKind;

  constructor(
    private readonly changeLabels: ChangeLabels,
    private readonly changeMembers: ChangeMembers,
    private readonly readLabels: ReadLabels,
  ) {}

  /** In order of code. */
  @Get()
  @Auth('platform', 'merchant')
  @RateClass('read')
  @ApiOkResponse({ type: LabelPageDto })
  async list(@Query() query: PageQueryDto): Promise<LabelPageDto> {
    const page = await this.readLabels.list(this.kind, query);
    return { items: page.items.map(toLabelView), nextCursor: page.nextCursor };
  }

  /** One of them, with how many users have it. */
  @Get(':code')
  @Auth('platform', 'merchant')
  @RateClass('read')
  @Problems('TAG_NOT_FOUND', 'GROUP_NOT_FOUND')
  @ApiParam({ name: 'code', example: 'vip' })
  @ApiOkResponse({ type: CountedLabelDto })
  async one(@CodeParam() code: string): Promise<CountedLabelDto> {
    const { label, members } = await this.readLabels.one(this.kind, code);
    return { ...toLabelView(label), userCount: members.count, estimated: members.estimated };
  }

  /** Creates one. */
  @Post()
  @Auth('platform')
  @RateClass('write')
  @Problems('AUDIENCE_CODE_TAKEN', 'OUTCOME_UNKNOWN')
  @Idempotent()
  @ApiCreatedResponse({ type: LabelDto })
  async create(
    @Caller() caller: Principal,
    @Body() body: CreateLabelDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.changeLabels.create(caller, this.kind, body, once));
  }

  /** Gives it another name. */
  @Patch(':code')
  @Auth('platform')
  @RateClass('write')
  @Problems('TAG_NOT_FOUND', 'GROUP_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @ApiParam({ name: 'code', example: 'vip' })
  @ApiOkResponse({ type: LabelDto })
  async rename(
    @Caller() caller: Principal,
    @CodeParam() code: string,
    @Body() body: RenameLabelDto,
  ): Promise<LabelDto> {
    return toLabelView(await this.changeLabels.rename(caller, this.kind, code, body.name));
  }

  /** From then on nobody can get it or name it. What named it before means fewer users as the worker removes them, then none. */
  @Delete(':code')
  @Auth('platform')
  @RateClass('write')
  @Problems('TAG_NOT_FOUND', 'GROUP_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @HttpCode(204)
  @ApiParam({ name: 'code', example: 'vip' })
  @ApiNoContentResponse()
  async delete(@Caller() caller: Principal, @CodeParam() code: string): Promise<void> {
    await this.changeLabels.delete(caller, this.kind, code);
  }

  /** Gives it to users. More of them at once come by an import. */
  @Post(':code/members')
  @Auth('platform')
  @RateClass('write')
  @Problems('AUDIENCE_USERS_UNKNOWN', 'TAG_NOT_FOUND', 'GROUP_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @ApiParam({ name: 'code', example: 'vip' })
  @ApiOkResponse({ type: MembersAddedDto })
  async add(
    @Caller() caller: Principal,
    @CodeParam() code: string,
    @Body() { userIds }: MembersDto,
  ): Promise<MembersAddedDto> {
    return { addedCount: await this.changeMembers.add(caller, this.kind, code, userIds) };
  }

  /** Takes it from users. */
  @Post(':code/removals')
  @Auth('platform')
  @RateClass('write')
  @Problems('TAG_NOT_FOUND', 'GROUP_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  @ApiParam({ name: 'code', example: 'vip' })
  @ApiOkResponse({ type: MembersRemovedDto })
  async remove(
    @Caller() caller: Principal,
    @CodeParam() code: string,
    @Body() { userIds }: MembersDto,
  ): Promise<MembersRemovedDto> {
    return { removedCount: await this.changeMembers.remove(caller, this.kind, code, userIds) };
  }
}

@ApiTags('audience')
@NeverProblems('GROUP_NOT_FOUND')
@Controller('v1/audience/tags')
export class TagsController extends LabelsController {
  protected readonly kind = 'tag';

  constructor(changeLabels: ChangeLabels, changeMembers: ChangeMembers, readLabels: ReadLabels) {
    super(changeLabels, changeMembers, readLabels);
  }
}

@ApiTags('audience')
@NeverProblems('TAG_NOT_FOUND')
@Controller('v1/audience/groups')
export class GroupsController extends LabelsController {
  protected readonly kind = 'group';

  constructor(changeLabels: ChangeLabels, changeMembers: ChangeMembers, readLabels: ReadLabels) {
    super(changeLabels, changeMembers, readLabels);
  }
}
