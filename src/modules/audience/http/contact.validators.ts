import { applyDecorators } from '@nestjs/common';
import { registerDecorator } from 'class-validator';
import { InCanonicalSpelling } from '../../../platform/dto';
import { isTimeZone } from '../../../shared/time-zone';
import { isEmail, isLocale, isPhone, isTimeOfDay } from '../domain/contact-data';

function holds(name: string, message: string, check: (text: string) => boolean): () => PropertyDecorator {
  return () => (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: property as string,
      options: { message: `$property must be ${message}` },
      validator: { validate: (value: unknown) => typeof value === 'string' && check(value) },
    });
}

export const IsEmailAddress = holds('isEmailAddress', 'an e-mail address such as anna@example.com', isEmail);
export const IsPhone = holds('isPhone', 'a number in E.164 such as +436641234567', isPhone);
export const IsLocaleTag = holds('isLocaleTag', 'a BCP 47 tag such as de-AT', isLocale);
const isTimeZoneName = holds('isTimeZoneName', 'an IANA time zone such as Europe/Vienna', isTimeZone);
/** The field becomes the zone's one spelling. */
export const IsTimeZoneName = (): PropertyDecorator =>
  applyDecorators(InCanonicalSpelling(), isTimeZoneName());
export const IsTimeOfDay = holds('isTimeOfDay', 'a time of day from 00:00 to 23:59', isTimeOfDay);
