import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { readContacts, type SqlFragment } from '../../../audience';
import type { Channel } from '../../domain/message-texts';
import { insertDeliveries } from '../../infra/delivery-rows';
import {
  insertInbox,
  insertInboxOf,
  selectFirstRecipients,
  selectRecipients,
  type UsersSql,
} from '../../infra/inbox-rows';
import { countRecipients, selectContents } from '../../infra/message-rows';
import { PlanDeliveries } from '../deliveries/plan-deliveries';

/** Users whose contact data is read with one statement. */
const CONTACTS = 1_000;

/** Whom a message may go to. */
interface Part {
  /** Whom it is meant for; null: all recipients. */
  users: UsersSql | null;
  /** Whom messages may go to at all, as `recipientsSql` makes it. */
  recipients: SqlFragment;
}

/** By what a message is sent beside the inbox. */
interface Sending {
  usable: ReadonlySet<Channel>;
  transactional: boolean;
}

/** What was written of a part whose users get a code each. */
export interface WrittenPart {
  /** Users who got one. */
  count: number;
  /** The last of them; null: nobody. */
  lastUserId: string | null;
  /** There are users after them whom the limit kept out. */
  more: boolean;
}

/** Writes one chunk of a message's inbox rows, and what is to be sent beside them, in the chunk's transaction. */
@Injectable()
export class WriteInboxes {
  /** Contents never change; remembered for as long as chunks of the same message come one after the other. */
  private last?: Sending & { messageId: string };

  constructor(
    private readonly clock: Clock,
    private readonly deliveries: PlanDeliveries,
  ) {}

  /** @returns how many inbox rows were written */
  async execute(tx: Tx, messageId: string, part: Part): Promise<number> {
    const now = this.clock.now();
    const written = await insertInboxOf(tx, messageId, part, now);
    await countRecipients(tx, messageId, written);
    const sending = await this.sendingOf(tx, messageId);
    if (written > 0 && sending.usable.size > 0) {
      await this.planDeliveries(tx, { messageId, serials: null }, await selectRecipients(tx, part), sending);
    }
    return written;
  }

  /** The same with a code for each user, in order of their ids: they are read once, so that each row has the same serial. */
  async withCodes(
    tx: Tx,
    messageId: string,
    part: Part & { codes: { firstSerial: number; limit: number } },
  ): Promise<WrittenPart> {
    const { firstSerial, limit } = part.codes;
    const found = await selectFirstRecipients(tx, part, limit + 1);
    const userIds = found.slice(0, limit);
    const serials = new Map(userIds.map((userId, at) => [userId, firstSerial + at]));
    for (let from = 0; from < userIds.length; from += CONTACTS) {
      const rows = userIds.slice(from, from + CONTACTS).map((userId) => ({
        ...{ userId, messageId, couponId: null },
        codeSerial: serials.get(userId)!,
      }));
      await insertInbox(tx, rows, this.clock.now());
    }
    await countRecipients(tx, messageId, userIds.length);
    const sending = await this.sendingOf(tx, messageId);
    if (sending.usable.size > 0) await this.planDeliveries(tx, { messageId, serials }, userIds, sending);
    return { count: userIds.length, lastUserId: userIds.at(-1) ?? null, more: found.length > limit };
  }

  private async planDeliveries(
    tx: Tx,
    { messageId, serials }: { messageId: string; serials: ReadonlyMap<string, number> | null },
    userIds: readonly string[],
    sending: Sending,
  ): Promise<void> {
    const now = this.clock.now();
    for (let from = 0; from < userIds.length; from += CONTACTS) {
      const contacts = await readContacts(tx, userIds.slice(from, from + CONTACTS));
      const deliveries = [...contacts.values()].flatMap((contact) => {
        const codeSerial = serials?.get(contact.userId) ?? null;
        return this.deliveries.of(contact, { messageId, codeSerial }, sending, now);
      });
      await insertDeliveries(tx, deliveries, now);
    }
  }

  private async sendingOf(tx: Tx, messageId: string): Promise<Sending> {
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
