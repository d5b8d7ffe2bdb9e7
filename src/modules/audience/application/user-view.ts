import type { Consent, ConsentName, ConsentSource } from '../domain/consent';
import type { Undeliverable } from '../domain/contact-data';
import type { KnownUser } from './read-users';

/** What users see of their own data. */
export interface ProfileView {
  userId: string;
  email: string | null;
  phone: string | null;
  locale: string | null;
  timeZone: string | null;
  emailOptIn: boolean;
  smsOptIn: boolean;
  optedOut: boolean;
  /** Who said so of the three above, and when; null: nobody has. */
  consents: Record<ConsentName, ConsentView | null>;
  quietHours: { from: string; until: string } | null;
}

export interface ConsentView {
  at: string | null;
  source: ConsentSource;
}

/** Since when nothing is sent to an address or number, because it can't be reached. */
export interface UndeliverableView {
  at: string;
  code: string;
}

/** A user as the platform sees them. */
export interface UserView extends ProfileView {
  emailUndeliverable: UndeliverableView | null;
  phoneUndeliverable: UndeliverableView | null;
  lastActiveAt: string | null;
  tags: string[];
  groups: string[];
}

/** A user whom the platform has written. */
export interface WrittenUserView extends UserView {
  keptOptedOut: ConsentName[];
}

export function toProfileView(user: KnownUser): ProfileView {
  const { quietFrom, quietUntil } = user;
  return {
    userId: user.userId,
    email: user.email,
    phone: user.phone,
    locale: user.locale,
    timeZone: user.timeZone,
    emailOptIn: user.emailOptIn,
    smsOptIn: user.smsOptIn,
    optedOut: user.optedOut,
    consents: {
      emailOptIn: toConsentView(user.consents.emailOptIn),
      smsOptIn: toConsentView(user.consents.smsOptIn),
      optedOut: toConsentView(user.consents.optedOut),
    },
    quietHours: quietFrom !== null && quietUntil !== null ? { from: quietFrom, until: quietUntil } : null,
  };
}

export function toUserView(user: KnownUser): UserView {
  return {
    ...toProfileView(user),
    emailUndeliverable: toUndeliverableView(user.emailUndeliverable),
    phoneUndeliverable: toUndeliverableView(user.phoneUndeliverable),
    lastActiveAt: user.lastActiveAt?.toISOString() ?? null,
    tags: [...user.tags],
    groups: [...user.groups],
  };
}

function toConsentView({ at, source }: Consent): ConsentView | null {
  return source === null ? null : { at: at?.toISOString() ?? null, source };
}

function toUndeliverableView(undeliverable: Undeliverable | null): UndeliverableView | null {
  return undeliverable && { at: undeliverable.at.toISOString(), code: undeliverable.code };
}
