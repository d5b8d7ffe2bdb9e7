import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { isTimeZone } from '../../../../shared/time-zone';
import type { Contact } from '../../../audience';
import { Channel, pickChannel, type TextsByLocale } from '../../domain/message-texts';
import { firstLoudInstant } from '../../domain/quiet-hours';
import type { NewDelivery } from '../../infra/delivery-rows';

/** Decides by which channel and when a user gets a message beside their inbox. */
@Injectable()
export class PlanDeliveries {
  /** What this installation can send by. */
  readonly configured: ReadonlySet<Channel>;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    this.configured = new Set([
      ...(config.SMTP_URL ? [Channel.Email] : []),
      ...(config.TWILIO_ACCOUNT_SID ? [Channel.Sms] : []),
    ]);
  }

  /** The channels that a message has a text for, and that are configured. Every locale has a text for the same ones. */
  usable(texts: TextsByLocale): ReadonlySet<Channel> {
    const [some] = Object.values(texts);
    const has = (channel: Channel) => (channel === Channel.Email ? some?.email : some?.sms) !== undefined;
    return new Set([...this.configured].filter(has));
  }

  /**
   * @param codeSerial which of the message's codes they get; null: none
   * @param sending the channels that the message has a text for, and that are configured; whether it is transactional
   */
  of(
    contact: Contact | undefined,
    { messageId, codeSerial }: Pick<NewDelivery, 'messageId' | 'codeSerial'>,
    sending: { usable: ReadonlySet<Channel>; transactional: boolean },
    now: Date,
  ): NewDelivery[] {
    const channel = pickChannel(contact, sending.usable, sending.transactional);
    if (!contact || channel === null) return [];
    return [
      { userId: contact.userId, messageId, codeSerial, channel, dueAt: this.endOfQuietHours(contact, now) },
    ];
  }

  /** The first instant from `now` on that is not in the user's quiet hours. */
  endOfQuietHours({ timeZone, quietFrom, quietUntil }: Contact, now: Date): Date {
    const { DEFAULT_TIME_ZONE, QUIET_FROM, QUIET_UNTIL } = this.config;
    const quiet =
      quietFrom !== null && quietUntil !== null
        ? { from: quietFrom, until: quietUntil }
        : { from: QUIET_FROM, until: QUIET_UNTIL };
    // A zone that was imported before this runtime knew it, or after it forgot it, must not stop a message.
    const zone = timeZone !== null && isTimeZone(timeZone) ? timeZone : DEFAULT_TIME_ZONE;
    return firstLoudInstant(now, quiet, zone);
  }
}
