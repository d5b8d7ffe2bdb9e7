import { applyDecorators } from '@nestjs/common';
import { CheckedBy, type FieldSchema, InCanonicalSpelling } from '../../../platform/dto';
import { isTimeZone, MAX_TIME_ZONE_LENGTH } from '../../../shared/time-zone';
import {
  isEmail,
  isLocale,
  isPhone,
  isTimeOfDay,
  LOCALE,
  MAX_EMAIL_LENGTH,
  PHONE,
  TIME_OF_DAY,
} from '../domain/contact-data';

const text = (
  name: string,
  what: string,
  check: (text: string) => boolean,
  schema: FieldSchema,
): PropertyDecorator =>
  CheckedBy({
    name,
    message: `be ${what}`,
    schema,
    holds: (value) => typeof value === 'string' && check(value),
  });

export const IsEmailAddress = (): PropertyDecorator =>
  text('isEmailAddress', 'an e-mail address such as anna@example.com', isEmail, {
    format: 'email',
    maxLength: MAX_EMAIL_LENGTH,
  });

export const IsPhone = (): PropertyDecorator =>
  text('isPhone', 'a number in E.164 such as +436641234567', isPhone, { pattern: PHONE.source });

export const IsLocaleTag = (): PropertyDecorator =>
  text('isLocaleTag', 'a BCP 47 tag such as de-AT', isLocale, { pattern: LOCALE.source });

/** The field becomes the zone's one spelling. */
export const IsTimeZoneName = (): PropertyDecorator =>
  applyDecorators(
    InCanonicalSpelling(),
    text('isTimeZoneName', 'an IANA time zone such as Europe/Vienna', isTimeZone, {
      maxLength: MAX_TIME_ZONE_LENGTH,
    }),
  );

export const IsTimeOfDay = (): PropertyDecorator =>
  text('isTimeOfDay', 'a time of day from 00:00 to 23:59', isTimeOfDay, { pattern: TIME_OF_DAY.source });
