/** What a message says in one locale. The inbox always has a text; a channel that has none is not used. */
export interface MessageTexts {
  readonly title: string;
  readonly body: string;
  readonly email?: { readonly subject: string; readonly text: string; readonly html?: string };
  readonly sms?: string;
}

/** Locale (BCP 47) → texts. */
export type TextsByLocale = Readonly<Record<string, MessageTexts>>;

/** `notify_delivery.channel`. */
export const Channel = { Email: 1, Sms: 2 } as const;
export type Channel = (typeof Channel)[keyof typeof Channel];
export const CHANNEL_NAMES = { 1: 'email', 2: 'sms' } as const satisfies Record<Channel, string>;
export type ChannelName = (typeof CHANNEL_NAMES)[Channel];

/** How a user may be reached, as far as choosing a channel goes. */
export interface Reachable {
  readonly email: string | null;
  readonly phone: string | null;
  readonly emailOptIn: boolean;
  readonly smsOptIn: boolean;
  readonly optedOut: boolean;
}

/** The one channel, beside the inbox, by which this user gets a message: e-mail before SMS; null: by none. */
export function pickChannel(user: Reachable | undefined, usable: ReadonlySet<Channel>): Channel | null {
  if (!user || user.optedOut) return null;
  if (usable.has(Channel.Email) && user.emailOptIn && user.email !== null) return Channel.Email;
  if (usable.has(Channel.Sms) && user.smsOptIn && user.phone !== null) return Channel.Sms;
  return null;
}
