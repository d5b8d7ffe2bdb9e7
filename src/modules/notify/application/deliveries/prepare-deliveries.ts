import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { rootLogger } from '../../../../platform/logging';
import { type Contact, readContacts } from '../../../audience';
import { Channel, obstacleTo, UNDETERMINED } from '../../domain/message-texts';
import { pickLocale } from '../../domain/pick-locale';
import { fillCode } from '../../domain/template';
import { withUnsubscribeLink } from '../../domain/unsubscribe-texts';
import type { TakenDelivery } from '../../infra/delivery-rows';
import { type MessageContent, selectContents } from '../../infra/message-rows';
import { Presence } from '../../infra/presence';
import { UnsubscribeLinks } from '../../infra/unsubscribe-links';
import { PersonalCodes, type WrittenCode } from '../personal-codes';
import type { Outgoing } from './delivery-channel';
import { PlanDeliveries } from './plan-deliveries';

/** What becomes of a delivery now: it is sent, it waits, or it is not needed, and why. */
export type PreparedDelivery = { delivery: TakenDelivery } & (
  | { outgoing: Outgoing }
  | { waitUntil: Date }
  | { notNeeded: string }
);

/** What tells a code waits for the key that the code is computed with, and is looked at again so often. */
const KEY_WAIT_MS = 60_000;

/** Says of deliveries that are due what is sent now, to users as they can be reached now. */
@Injectable()
export class PrepareDeliveries {
  constructor(
    private readonly database: Database,
    private readonly presence: Presence,
    private readonly deliveries: PlanDeliveries,
    private readonly links: UnsubscribeLinks,
    private readonly codes: PersonalCodes,
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
    const codes = await this.codesOf(taken, contents);
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
      const code = codes.get(delivery.deliveryId);
      if (code === 'no key') return { delivery, waitUntil: new Date(now.getTime() + KEY_WAIT_MS) };
      if (code?.revoked) return { delivery, notNeeded: 'the code was revoked' };
      const own = code ? mapLocales(content, (texts) => fillCode(texts, code)) : content;
      const outgoing = this.outgoingOf(delivery, contact, own);
      return outgoing
        ? { delivery, outgoing }
        : { delivery, notNeeded: 'the message has no text for this channel' };
    });
  }

  /** The codes that these deliveries tell, by delivery id. */
  private async codesOf(
    taken: readonly TakenDelivery[],
    contents: ReadonlyMap<string, MessageContent>,
  ): Promise<Map<string, WrittenCode | 'no key'>> {
    const telling = taken.flatMap(({ deliveryId, messageId, codeSerial: serial }) => {
      const batchId = contents.get(messageId)?.codeBatchId;
      return serial !== null && batchId ? [{ deliveryId, batchId, serial }] : [];
    });
    const written = await this.codes.write(this.database, telling);
    if (written.includes(undefined)) rootLogger.warn('codes can not be sent: CODE_KEY lacks their key');
    return new Map(telling.map(({ deliveryId }, at) => [deliveryId, written[at] ?? 'no key']));
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

function mapLocales(
  content: MessageContent,
  map: (texts: MessageContent['texts'][string]) => MessageContent['texts'][string],
): MessageContent {
  const locales = Object.entries(content.texts).map(([locale, texts]) => [locale, map(texts)] as const);
  return { ...content, texts: Object.fromEntries(locales) };
}
