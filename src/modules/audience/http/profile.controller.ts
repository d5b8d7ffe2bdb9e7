import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../../platform/auth';
import { Auth, Caller } from '../../../platform/auth/guard';
import { Problems } from '../../../platform/http';
import { RateClass } from '../../../platform/limits';
import { ReadUsers } from '../application/read-users';
import { toProfileView } from '../application/user-view';
import { WriteUser } from '../application/write-user';
import { toContactChange } from './contact-input';
import { ChangeProfileDto, ProfileDto } from './user.dto';

/** What users see and decide of their own data. Address and number come from the platform, which has verified them. */
@ApiTags('audience')
@Auth('user')
@Controller('v1/me/profile')
export class ProfileController {
  constructor(
    private readonly readUsers: ReadUsers,
    private readonly writeUser: WriteUser,
  ) {}

  /** My own data. */
  @Get()
  @RateClass('read')
  async show(@Caller() caller: Principal): Promise<ProfileDto> {
    return toProfileView(await this.readUsers.self(caller.id));
  }

  /** Changes the fields that are given; null empties one. */
  @Patch()
  @RateClass('write')
  @Problems('OUTCOME_UNKNOWN')
  async change(@Caller() caller: Principal, @Body() body: ChangeProfileDto): Promise<ProfileDto> {
    return toProfileView(await this.writeUser.bySelf(caller.id, toContactChange(body)));
  }
}
