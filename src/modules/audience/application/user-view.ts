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
  quietHours: { from: string; until: string } | null;
}

/** A user as the platform sees them. */
export interface UserView extends ProfileView {
  lastActiveAt: string | null;
  tags: string[];
  groups: string[];
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
    quietHours: quietFrom !== null && quietUntil !== null ? { from: quietFrom, until: quietUntil } : null,
  };
}

export function toUserView(user: KnownUser): UserView {
  return {
    ...toProfileView(user),
    lastActiveAt: user.lastActiveAt?.toISOString() ?? null,
    tags: [...user.tags],
    groups: [...user.groups],
  };
}
