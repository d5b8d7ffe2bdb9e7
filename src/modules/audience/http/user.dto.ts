import { IsBoolean, IsOptional, Matches, ValidateIf } from 'class-validator';
import { ApiProperty, IsInstant, IsNested, type Mirrors, PageQueryDto } from '../../../platform/dto';
import type { Page } from '../../../platform/paging';
import type {
  ConsentView,
  ProfileView,
  UndeliverableView,
  UserView,
  WrittenUserView,
} from '../application/user-view';
import { CONSENT_SOURCES, CONSENTS, type ConsentName, type ConsentSource } from '../domain/consent';
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
  @IsNested(() => QuietHoursDto)
  quietHours?: QuietHoursDto | null;
}

/** What the platform knows of a user. */
export class PutUserDto extends ChangeProfileDto {
  @ApiProperty({ ...NULLABLE_TEXT, example: 'anna@example.com' })
  @ValidateIf(notNull)
  @IsEmailAddress()
  email?: string | null;

  @ApiProperty({ ...NULLABLE_TEXT, example: '+436641234567', description: 'E.164.' })
  @ValidateIf(notNull)
  @IsPhone()
  phone?: string | null;

  @ApiProperty({
    ...{ type: String, format: 'date-time', required: false, example: '2026-11-24T08:00:00Z' },
    description:
      'When the user agreed or refused, where that is known. What they have refused stays so unless this is later.',
  })
  @IsOptional()
  @IsInstant()
  consentAt?: string;
}

export class ConsentDto implements Mirrors<ConsentView, ConsentDto> {
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-24T08:00:00.000Z' })
  at: string | null;
  @ApiProperty({
    enum: CONSENT_SOURCES,
    description: 'user: in their profile; link: by the link of an e-mail; platform, import: as reported.',
  })
  source: ConsentSource;
}

export class ConsentsDto implements Mirrors<ProfileView['consents'], ConsentsDto> {
  @ApiProperty({ type: ConsentDto, nullable: true })
  emailOptIn: ConsentDto | null;
  @ApiProperty({ type: ConsentDto, nullable: true })
  smsOptIn: ConsentDto | null;
  @ApiProperty({ type: ConsentDto, nullable: true })
  optedOut: ConsentDto | null;
}

export class UndeliverableDto implements Mirrors<UndeliverableView, UndeliverableDto> {
  /** @example "2026-11-24T08:00:00.000Z" */
  at: string;
  /** An enhanced status code of SMTP, or the SMS provider's code. @example "5.1.1" */
  code: string;
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
  /** Who said so of the three above, and when; null: nobody has. */
  consents: ConsentsDto;
  @ApiProperty({ type: QuietHoursDto, nullable: true })
  quietHours: QuietHoursDto | null;
}

export class UserDto extends ProfileDto implements Mirrors<UserView, UserDto> {
  @ApiProperty({
    ...{ type: UndeliverableDto, nullable: true },
    description: 'Since when nothing is sent to this address, because it does not exist; until it changes.',
  })
  emailUndeliverable: UndeliverableDto | null;
  @ApiProperty({ type: UndeliverableDto, nullable: true, description: 'The same of the number.' })
  phoneUndeliverable: UndeliverableDto | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-11-24T08:00:00.000Z' })
  lastActiveAt: string | null;
  /** Codes. @example ["vip"] */
  tags: string[];
  /** Codes. @example ["testers"] */
  groups: string[];
}

export class WrittenUserDto extends UserDto implements Mirrors<WrittenUserView, WrittenUserDto> {
  @ApiProperty({
    ...{ enum: CONSENTS, isArray: true, example: ['emailOptIn'] },
    description: 'What was reported as agreed, and is kept as the user has refused it.',
  })
  keptOptedOut: ConsentName[];
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
