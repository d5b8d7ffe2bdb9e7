import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Auth, Caller, type Principal } from '../../../platform/auth';
import { IdParam, Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { ReadUsers } from '../application/read-users';
import { toUserView } from '../application/user-view';
import { WriteUser } from '../application/write-user';
import { toContactChange } from './contact-input';
import { PutUserDto, UserDto, UserPageDto, UsersQueryDto } from './user.dto';

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

  /** Creates the user or replaces their data; tags, groups and activity stay. */
  @Put(':userId')
  @RateClass('write')
  @Problems('AUDIENCE_USER_NOT_FOUND', 'OUTCOME_UNKNOWN')
  async put(
    @Caller() caller: Principal,
    @IdParam('userId') userId: string,
    @Body() body: PutUserDto,
  ): Promise<UserDto> {
    const emptied = {
      email: null,
      phone: null,
      locale: null,
      timeZone: null,
      emailOptIn: false,
      smsOptIn: false,
      optedOut: false,
      quietHours: null,
    };
    return toUserView(
      await this.writeUser.byPlatform(caller, userId, toContactChange({ ...emptied, ...body })),
    );
  }
}
