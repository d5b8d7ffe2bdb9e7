import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { readContacts, type SqlFragment } from '../../../audience';
import type { Channel } from '../../domain/message-texts';
import { insertDeliveries } from '../../infra/delivery-rows';
import { insertInboxOf, selectRecipients, type UsersSql } from '../../infra/inbox-rows';
import { countRecipients, selectContents } from '../../infra/message-rows';
import { PlanDeliveries } from '../deliveries/plan-deliveries';

/** Users whose contact data is read with one statement. */
const CONTACTS = 1_000;

/** Writes one chunk of a message's inbox rows, and what is to be sent beside them, in the chunk's transaction. */
@Injectable()
export class WriteInboxes {
  /** Contents never change; remembered for as long as chunks of the same message come one after the other. */
  private last?: { messageId: string; usable: ReadonlySet<Channel>; transactional: boolean };

  constructor(
    private readonly clock: Clock,
    private readonly deliveries: PlanDeliveries,
  ) {}

  /**
   * @param users whom the message is meant for; null: all recipients
   * @param recipients whom messages may go to at all, as `recipientsSql` makes it
   * @returns how many inbox rows were written
   */
  async execute(
    tx: Tx,
    messageId: string,
    part: { users: UsersSql | null; recipients: SqlFragment },
  ): Promise<number> {
    const now = this.clock.now();
    const written = await insertInboxOf(tx, messageId, part, now);
    await countRecipients(tx, messageId, written);
    const sending = await this.sendingOf(tx, messageId);
    if (written > 0 && sending.usable.size > 0) await this.planDeliveries(tx, messageId, part, sending, now);
    return written;
  }

  private async planDeliveries(
    tx: Tx,
    messageId: string,
    part: { users: UsersSql | null; recipients: SqlFragment },
    sending: { usable: ReadonlySet<Channel>; transactional: boolean },
    now: Date,
  ): Promise<void> {
    const userIds = await selectRecipients(tx, part);
    for (let from = 0; from < userIds.length; from += CONTACTS) {
      const contacts = await readContacts(tx, userIds.slice(from, from + CONTACTS));
      const deliveries = [...contacts.values()].flatMap((contact) =>
        this.deliveries.of(contact, messageId, sending, now),
      );
      await insertDeliveries(tx, deliveries, now);
    }
  }

  private async sendingOf(
    tx: Tx,
    messageId: string,
  ): Promise<{ usable: ReadonlySet<Channel>; transactional: boolean }> {
    if (this.last?.messageId !== messageId) {
      const content = (await selectContents(tx, [messageId])).get(messageId);
      this.last = {
        messageId,
        usable: this.deliveries.usable(content?.texts ?? {}),
        transactional: content?.transactional ?? false,
      };
    }
    return this.last;
  }
}
