import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import type { SqlValue, Tx } from '../../../platform/database';
import { enqueue } from '../../../platform/outbox';
import { Clock } from '../../../shared/clock';
import { DAY_MS } from '../../../shared/day';
import { recipientsSql } from '../../audience';
import { UNDETERMINED } from '../domain/message-texts';
import { WriteInboxes } from './inbox/write-inboxes';
import { OpenMessage } from './open-message';
import { INBOX_CHANGED } from './outbox-topics';

/** A message that another module sends to users of its own choice, part by part. */
export interface Announcement {
  /** What it is made for; there is one message for each, such as `distribution:17`. */
  sourceKey: string;
  /** null: the platform's. */
  merchantId: string | null;
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
  open({ sourceKey, merchantId, title, body }: Announcement): Promise<string> {
    const texts = { title, body, email: { subject: title, text: `${body}\n` }, sms: title };
    return this.openMessage.execute({
      sourceKey,
      merchantId,
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
    const recipients = recipientsSql({
      afterUserId: String(BigInt(fromUserId) - 1n),
      untilUserId,
      activeSince: new Date(now.getTime() - this.config.NOTIFY_ACTIVE_DAYS * DAY_MS),
    });
    const written = await this.writeInboxes.execute(tx, messageId, {
      users: { ...coupons, aboutCoupons: true },
      recipients,
    });
    if (written > 0) await enqueue(tx, INBOX_CHANGED, { fromUserId, untilUserId }, now);
  }
}
