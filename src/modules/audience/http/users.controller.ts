import { Body, Controller, Delete, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { IdParam, Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { ReadUsers } from '../application/read-users';
import { toUserView } from '../application/user-view';
import { WriteUser } from '../application/write-user';
import { toContactChange } from './contact-input';
import { PutUserDto, UserDto, UserPageDto, UsersQueryDto, WrittenUserDto } from './user.dto';

/** Users as the platform knows them. Merchants see no contact data: they select and count. */
@ApiTags('audience')
@Auth('platform')
@Controller('v1/audience/users')
export class UsersController {
  constructor(
    private readonly readUsers: ReadUsers,
    private readonly writeUser: WriteUser,
  ) {}

  /** Users in order of id. */
  @Get()
  @RateClass('read')
  @Problems('SELECTION_INVALID')
  async list(@Query() query: UsersQueryDto): Promise<UserPageDto> {
    const page = await this.readUsers.list(query);
    return { items: page.items.map(toUserView), nextCursor: page.nextCursor };
  }

  /** One user. */
  @Get(':userId')
  @RateClass('read')
  @Problems('AUDIENCE_USER_NOT_FOUND')
  async one(@IdParam('userId') userId: string): Promise<UserDto> {
    return toUserView(await this.readUsers.one(userId));
  }

  /**
   * Creates the user or changes their data. What is left out stays as it is, null empties a field. A user who has refused is not
   * turned on again, unless `consentAt` is later than that: `keptOptedOut` names what was kept.
   */
  @Put(':userId')
  @RateClass('write')
  @Problems('AUDIENCE_USER_NOT_FOUND', 'OUTCOME_UNKNOWN')
  async put(
    @Caller() caller: Principal,
    @IdParam('userId') userId: string,
    @Body() { consentAt, ...body }: PutUserDto,
  ): Promise<WrittenUserDto> {
    const at = consentAt === undefined ? null : new Date(consentAt);
    const written = await this.writeUser.byPlatform(caller, userId, toContactChange(body), at);
    return { ...toUserView(written.user), keptOptedOut: written.keptOptedOut };
  }

  /** Sends again to the user's address and number, which were found not to exist. */
  @Delete(':userId/undeliverable')
  @RateClass('write')
  @Problems('AUDIENCE_USER_NOT_FOUND', 'OUTCOME_UNKNOWN')
  async clearUndeliverable(@Caller() caller: Principal, @IdParam('userId') userId: string): Promise<UserDto> {
    return toUserView(await this.writeUser.clearUndeliverable(caller, userId));
  }
}
