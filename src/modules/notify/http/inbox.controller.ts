import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { PageQueryDto } from '../../../platform/dto';
import { IdParam, Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { MarkRead } from '../application/inbox/mark-read';
import { ReadInbox } from '../application/inbox/read-inbox';
import { InboxPageDto, ReadAllDto, UnreadDto } from './inbox.dto';

/** The caller's messages: their own and those to everyone. */
@ApiTags('inbox')
@Auth('user')
@Controller('v1/me/inbox')
export class InboxController {
  constructor(
    private readonly readInbox: ReadInbox,
    private readonly markRead: MarkRead,
  ) {}

  /** Newest first. */
  @Get()
  @RateClass('read')
  list(@Caller() caller: Principal, @Query() query: PageQueryDto): Promise<InboxPageDto> {
    return this.readInbox.page(caller.id, query);
  }

  /** How many messages are unread. */
  @Get('unread')
  @RateClass('read')
  unread(@Caller() caller: Principal): Promise<UnreadDto> {
    return this.readInbox.unread(caller.id);
  }

  /** Marks everything as read, or everything up to a message. @returns what is unread then */
  @Post('read')
  @RateClass('write')
  @Problems('OUTCOME_UNKNOWN')
  @HttpCode(200)
  async readAll(@Caller() caller: Principal, @Body() { untilInboxId }: ReadAllDto): Promise<UnreadDto> {
    await this.markRead.all(caller.id, untilInboxId ?? null);
    return this.readInbox.unread(caller.id);
  }

  /** Marks one message as read. @returns what is unread then */
  @Post(':inboxId/read')
  @RateClass('write')
  @Problems('INBOX_ITEM_NOT_FOUND', 'OUTCOME_UNKNOWN')
  @HttpCode(200)
  async readOne(@Caller() caller: Principal, @IdParam('inboxId') inboxId: string): Promise<UnreadDto> {
    await this.markRead.one(caller.id, inboxId);
    return this.readInbox.unread(caller.id);
  }
}
