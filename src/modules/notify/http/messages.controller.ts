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
import { CreateMessage } from '../application/create-message';
import { ReadMessages } from '../application/read-messages';
import { CreateMessageDto, MessageDto, MessagePageDto, MessageStateDto } from './message.dto';

@ApiTags('messages')
@Auth('merchant', 'platform')
@Controller('v1/messages')
export class MessagesController {
  constructor(
    private readonly createMessage: CreateMessage,
    private readonly readMessages: ReadMessages,
  ) {}

  /** Sends a message: into inboxes, live to who is online, to others by e-mail or SMS as they opted in. */
  @Post()
  @RateClass('expensive')
  @Problems('SELECTION_INVALID', 'MESSAGE_INVALID', 'TEMPLATE_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @Idempotent()
  @ApiCreatedResponse({ type: MessageDto })
  async create(
    @Caller() caller: Principal,
    @Body() { merchantId, ...input }: CreateMessageDto,
    @IdempotencyParam() once: IdempotentRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendOutcome(reply, await this.createMessage.execute(caller, input, merchantId, once));
  }

  /** The caller's own messages; the platform sees everyone's. Newest id first. */
  @Get()
  @RateClass('read')
  list(@Caller() caller: Principal, @Query() query: PageQueryDto): Promise<MessagePageDto> {
    return this.readMessages.page(caller, query);
  }

  /** A message and how its e-mails and SMS stand. */
  @Get(':messageId')
  @RateClass('read')
  @Problems('MESSAGE_NOT_FOUND')
  get(@Caller() caller: Principal, @IdParam('messageId') messageId: string): Promise<MessageStateDto> {
    return this.readMessages.one(caller, messageId);
  }
}
