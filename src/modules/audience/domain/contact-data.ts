import type { ConsentName, Consents } from './consent';

/** What may stand in a user's contact data, wherever it comes from: API or file. */

export const MAX_EMAIL_LENGTH = 254;
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/;
export const PHONE = /^\+[1-9]\d{6,14}$/;
export const LOCALE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;
export const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** An address of the common form (the HTML standard's, with at least one dot in the domain). */
export function isEmail(text: string): boolean {
  return text.length <= MAX_EMAIL_LENGTH && EMAIL.test(text) && !text.includes('..');
}

/** E.164: a plus sign and 7 to 15 digits. */
export function isPhone(text: string): boolean {
  return PHONE.test(text);
}

/** A BCP 47 tag of language and, optionally, script and region, such as `de` or `zh-Hant-TW`. */
export function isLocale(text: string): boolean {
  return LOCALE.test(text);
}

/** `HH:MM`, 00:00 to 23:59. */
export function isTimeOfDay(text: string): boolean {
  return TIME_OF_DAY.test(text);
}

/** How and when a user may be reached. Absent means: not known, the installation's default applies. */
export interface Contact {
  userId: string;
  email: string | null;
  /** E.164. */
  phone: string | null;
  /** BCP 47. */
  locale: string | null;
  /** IANA. */
  timeZone: string | null;
  emailOptIn: boolean;
  smsOptIn: boolean;
  /** They want no messages that they didn't ask for, on no channel. */
  optedOut: boolean;
  /** Who said so of the three above, and when. */
  consents: Consents;
  /** What came back from the address, and since when nothing is sent there; null: it can be written to. */
  emailUndeliverable: Undeliverable | null;
  phoneUndeliverable: Undeliverable | null;
  /** `HH:MM` in the user's time zone, both or none; may span midnight. */
  quietFrom: string | null;
  quietUntil: string | null;
  lastActiveAt: Date | null;
}

/** The other side has said that an address or number can't be reached, and never will be. */
export interface Undeliverable {
  at: Date;
  /** An enhanced status code of SMTP, or the SMS provider's code. */
  code: string;
}

/** What is written of a user, what they agree to aside. What is left out stays as it is. */
export type ContactFields = Partial<
  Pick<Contact, 'email' | 'phone' | 'locale' | 'timeZone' | 'quietFrom' | 'quietUntil'>
>;

export type ContactChange = ContactFields & Partial<Record<ConsentName, boolean>>;
