import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { type Contact, readContacts } from '../../../audience';
import { Channel, obstacleTo, UNDETERMINED } from '../../domain/message-texts';
import { pickLocale } from '../../domain/pick-locale';
import { withUnsubscribeLink } from '../../domain/unsubscribe-texts';
import type { TakenDelivery } from '../../infra/delivery-rows';
import { type MessageContent, selectContents } from '../../infra/message-rows';
import { Presence } from '../../infra/presence';
import { UnsubscribeLinks } from '../../infra/unsubscribe-links';
import type { Outgoing } from './delivery-channel';
import { PlanDeliveries } from './plan-deliveries';

/** What becomes of a delivery now: it is sent, it waits, or it is not needed, and why. */
export type PreparedDelivery = { delivery: TakenDelivery } & (
  | { outgoing: Outgoing }
  | { waitUntil: Date }
  | { notNeeded: string }
);

/** Says of deliveries that are due what is sent now, to users as they can be reached now. */
@Injectable()
export class PrepareDeliveries {
  constructor(
    private readonly database: Database,
    private readonly presence: Presence,
    private readonly deliveries: PlanDeliveries,
    private readonly links: UnsubscribeLinks,
  ) {}

  async execute(taken: readonly TakenDelivery[], now: Date): Promise<PreparedDelivery[]> {
    const userIds = [...new Set(taken.map(({ userId }) => userId))];
    const [contacts, contents, online] = await Promise.all([
      readContacts(this.database, userIds),
      selectContents(
        this.database,
        taken.map(({ messageId }) => messageId),
      ),
      this.presence.online(userIds),
    ]);
    return taken.map((delivery) => {
      if (online.has(delivery.userId)) return { delivery, notNeeded: 'the user was online' };
      const contact = contacts.get(delivery.userId);
      const content = contents.get(delivery.messageId);
      if (!contact || !content)
        return { delivery, notNeeded: 'the user or the message is not there any more' };
      const obstacle = obstacleTo(delivery.channel, contact, content.transactional);
      if (obstacle !== null) return { delivery, notNeeded: obstacle };
      // A retry, or what waited for a worker, may come due in the user's quiet hours.
      const loud = this.deliveries.endOfQuietHours(contact, now);
      if (loud > now) return { delivery, waitUntil: loud };
      const outgoing = this.outgoingOf(delivery, contact, content);
      return outgoing
        ? { delivery, outgoing }
        : { delivery, notNeeded: 'the message has no text for this channel' };
    });
  }

  /** @returns null when the message has no text for the channel */
  private outgoingOf(
    { deliveryId, channel }: TakenDelivery,
    contact: Contact,
    content: MessageContent,
  ): Outgoing | null {
    const isEmail = channel === Channel.Email;
    const locale = pickLocale(contact.locale, Object.keys(content.texts), content.defaultLocale);
    const texts = content.texts[locale]!;
    const outgoing = { deliveryId, to: (isEmail ? contact.email : contact.phone)!, texts, locale };
    if (!isEmail) return texts.sms === undefined ? null : { ...outgoing, unsubscribeUrl: null };
    if (!texts.email) return null;
    if (content.transactional) return { ...outgoing, unsubscribeUrl: null };
    const unsubscribeUrl = this.links.urlFor(contact.userId);
    // A text that was written once for everybody says nothing of its language; the user's own does.
    const language = locale === UNDETERMINED ? contact.locale : locale;
    const email = withUnsubscribeLink(texts.email, language, unsubscribeUrl);
    return { ...outgoing, texts: { ...texts, email }, unsubscribeUrl };
  }
}
