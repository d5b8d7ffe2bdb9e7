import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsObject, IsOptional, Matches, ValidateIf, ValidateNested } from 'class-validator';
import { type Mirrors, type Page, PageQueryDto } from '../../../platform/http';
import type { ProfileView, UserView } from '../application/user-view';
import { LABEL_CODE } from '../domain/label';
import { IsEmailAddress, IsLocaleTag, IsPhone, IsTimeOfDay, IsTimeZoneName } from './contact.validators';

const given = (_: unknown, value: unknown) => value !== undefined;
const notNull = (_: unknown, value: unknown) => value !== undefined && value !== null;
const NULLABLE_TEXT = { type: String, nullable: true, required: false } as const;

export class QuietHoursDto implements Mirrors<NonNullable<ProfileView['quietHours']>, QuietHoursDto> {
  /** In the user's time zone. @example "22:00" */
  @IsTimeOfDay()
  from: string;
  /** The next day, where it is earlier than `from`. @example "07:00" */
  @IsTimeOfDay()
  until: string;
}

/** What users may decide for themselves. */
export class ChangeProfileDto {
  @ApiProperty({ ...NULLABLE_TEXT, example: 'de-AT', description: 'Language of messages (BCP 47).' })
  @ValidateIf(notNull)
  @IsLocaleTag()
  locale?: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'Europe/Vienna', description: 'IANA time zone.' })
  @ValidateIf(notNull)
  @IsTimeZoneName()
  timeZone?: string | null;

  /** Agrees to e-mail. @example true */
  @ValidateIf(given)
  @IsBoolean()
  emailOptIn?: boolean;

  /** Agrees to text messages. @example false */
  @ValidateIf(given)
  @IsBoolean()
  smsOptIn?: boolean;

  /** They want no messages that they didn't ask for, on no channel. @example false */
  @ValidateIf(given)
  @IsBoolean()
  optedOut?: boolean;

  @ApiProperty({ type: QuietHoursDto, nullable: true, required: false })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => QuietHoursDto)
  quietHours?: QuietHoursDto | null;
}

/** All of a user's data: what is left out becomes empty. */
export class PutUserDto extends ChangeProfileDto {
  @ApiProperty({ ...NULLABLE_TEXT, example: 'anna@example.com' })
  @ValidateIf(notNull)
  @IsEmailAddress()
  email?: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: '+436641234567', description: 'E.164.' })
  @ValidateIf(notNull)
  @IsPhone()
  phone?: string | null;
}

export class ProfileDto implements Mirrors<ProfileView, ProfileDto> {
  /** @example "1001" */
  userId: string;
  @ApiProperty({ type: String, nullable: true, example: 'anna@example.com' })
  email: string | null;
  @ApiProperty({ type: String, nullable: true, example: '+436641234567' })
  phone: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'de-AT' })
  locale: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'Europe/Vienna' })
  timeZone: string | null;
  emailOptIn: boolean;
  smsOptIn: boolean;
  optedOut: boolean;
  @ApiProperty({ type: QuietHoursDto, nullable: true })
  quietHours: QuietHoursDto | null;
}

export class UserDto extends ProfileDto implements Mirrors<UserView, UserDto> {
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-24T08:00:00.000Z' })
  lastActiveAt: string | null;
  /** Codes. @example ["vip"] */
  tags: string[];
  /** Codes. @example ["testers"] */
  groups: string[];
}

export class UsersQueryDto extends PageQueryDto {
  @ApiProperty({ required: false, example: 'vip', description: 'Only users with this tag.' })
  @IsOptional()
  @Matches(LABEL_CODE, { message: 'tag must be the code of a tag' })
  tag?: string;

  @ApiProperty({ required: false, example: 'testers', description: 'Only members of this group.' })
  @IsOptional()
  @Matches(LABEL_CODE, { message: 'group must be the code of a group' })
  group?: string;
}

export class UserPageDto implements Mirrors<Page<UserView>, UserPageDto> {
  items: UserDto[];
  @ApiProperty({ type: String, nullable: true, example: null })
  nextCursor: string | null;
}
