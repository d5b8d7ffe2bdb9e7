import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import type { SqlValue, Tx } from '../../../platform/database';
import { enqueue } from '../../../platform/outbox';
import { Clock } from '../../../shared/clock';
import { DAY_MS } from '../../../shared/day';
import { recipientsSql, type SqlFragment } from '../../audience';
import { UNDETERMINED } from '../domain/message-texts';
import { WriteInboxes, type WrittenPart } from './inbox/write-inboxes';
import { OpenMessage } from './open-message';
import { INBOX_CHANGED } from './outbox-topics';

/** A message that another module sends to users of its own choice, part by part. */
export interface Announcement {
  /** What it is made for; there is one message for each, such as `distribution:17`. */
  sourceKey: string;
  /** null: the platform's. */
  merchantId: string | null;
  /** Each user gets a code of this batch of their own, for which title and body have gaps; null: they don't. */
  codeBatchId: string | null;
  title: string;
  body: string;
}

/** The users of one part. */
export interface AnnouncementPart {
  /** A query with the columns `user_id` and `coupon_id`, one row for each user. */
  coupons: { sql: string; params: SqlValue[] };
  /** All of them lie between these, both included. */
  fromUserId: string;
  untilUserId: string;
}

/** The users of one part of a message that gives codes. */
export interface CodePart {
  /** A query with the column `user_id`. */
  users: SqlFragment;
  /** The first of them comes after this one … */
  afterUserId: string;
  untilUserId: string;
  /** The serial that the first of them gets, by user id; the next one gets the next. */
  firstSerial: number;
  /** Users who get one, at most. */
  limit: number;
}

/** What other modules tell users about coupons. */
@Injectable()
export class Announce {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly openMessage: OpenMessage,
    private readonly writeInboxes: WriteInboxes,
  ) {}

  /** Writes the message's content, once however often it is asked. @returns the message's id */
  open({ sourceKey, merchantId, codeBatchId, title, body }: Announcement): Promise<string> {
    // What an SMS has room for: without the code it would say nothing.
    const sms = codeBatchId === null || title.includes('{{') ? title : `${title}: {{code}}`;
    const texts = { title, body, email: { subject: title, text: `${body}\n` }, sms };
    return this.openMessage.execute({
      sourceKey,
      merchantId,
      codeBatchId,
      defaultLocale: UNDETERMINED,
      texts: { [UNDETERMINED]: texts },
    });
  }

  /**
   * Writes one part, in the caller's transaction: inbox rows of those who were active within NOTIFY_ACTIVE_DAYS and have not
   * opted out, what is to be sent to them, and word to those who are online.
   */
  async deliver(
    tx: Tx,
    messageId: string,
    { coupons, fromUserId, untilUserId }: AnnouncementPart,
  ): Promise<void> {
    const now = this.clock.now();
    const recipients = this.recipients(String(BigInt(fromUserId) - 1n), untilUserId, now);
    const written = await this.writeInboxes.execute(tx, messageId, {
      users: { ...coupons, aboutCoupons: true },
      recipients,
    });
    if (written > 0) await enqueue(tx, INBOX_CHANGED, { fromUserId, untilUserId }, now);
  }

  /**
   * The same for a message that gives codes. Which of them a user gets is written beside what they are told, in the caller's
   * transaction: whoever repeats a part has to see to it that only one of them commits.
   */
  async deliverCodes(tx: Tx, messageId: string, part: CodePart): Promise<WrittenPart> {
    const now = this.clock.now();
    const { users, afterUserId, untilUserId, firstSerial, limit } = part;
    const recipients = this.recipients(afterUserId, untilUserId, now);
    const codes = { firstSerial, limit };
    const written = await this.writeInboxes.withCodes(tx, messageId, {
      users: { ...users, aboutCoupons: false },
      recipients,
      codes,
    });
    if (written.count > 0) {
      const fromUserId = String(BigInt(afterUserId) + 1n);
      await enqueue(tx, INBOX_CHANGED, { fromUserId, untilUserId }, now);
    }
    return written;
  }

  private recipients(afterUserId: string, untilUserId: string, now: Date): SqlFragment {
    const activeSince = new Date(now.getTime() - this.config.NOTIFY_ACTIVE_DAYS * DAY_MS);
    return recipientsSql({ afterUserId, untilUserId, activeSince });
  }
}
