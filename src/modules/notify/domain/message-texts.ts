/** What a message says in one locale. The inbox always has a text; a channel that has none is not used. */
export interface MessageTexts {
  readonly title: string;
  readonly body: string;
  readonly email?: { readonly subject: string; readonly text: string; readonly html?: string };
  readonly sms?: string;
}

/** Locale (BCP 47) → texts. */
export type TextsByLocale = Readonly<Record<string, MessageTexts>>;

/** BCP 47 for "not determined": texts that were written once, in whatever language. */
export const UNDETERMINED = 'und';

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
  /** What came back from the address; null: nothing. */
  readonly emailUndeliverable: { readonly code: string } | null;
  readonly phoneUndeliverable: { readonly code: string } | null;
}

/**
 * Why a user gets no message by a channel, for people to read; null: they can get it.
 * @param transactional such a message is not about what users agree to
 */
export function obstacleTo(channel: Channel, user: Reachable, transactional: boolean): string | null {
  const isEmail = channel === Channel.Email;
  const address = isEmail ? user.email : user.phone;
  const undeliverable = isEmail ? user.emailUndeliverable : user.phoneUndeliverable;
  const agrees = !user.optedOut && (isEmail ? user.emailOptIn : user.smsOptIn);
  if (!transactional && !agrees) return 'the user has not agreed, or has opted out';
  if (address === null) return `the user has no ${isEmail ? 'e-mail address' : 'phone number'}`;
  if (undeliverable) return `the ${isEmail ? 'address' : 'number'} is undeliverable (${undeliverable.code})`;
  return null;
}

/**
 * The one channel, beside the inbox, by which this user gets a message; null: by none. E-mail goes before SMS, and what they have
 * agreed to before what they have not.
 */
export function pickChannel(
  user: Reachable | undefined,
  usable: ReadonlySet<Channel>,
  transactional: boolean,
): Channel | null {
  if (!user) return null;
  const channels = [Channel.Email, Channel.Sms].filter((channel) => usable.has(channel));
  const open = (anyway: boolean) => channels.find((channel) => obstacleTo(channel, user, anyway) === null);
  return open(false) ?? (transactional ? open(true) : undefined) ?? null;
}
