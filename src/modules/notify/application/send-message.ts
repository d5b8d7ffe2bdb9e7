import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { enqueue } from '../../../platform/outbox';
import { Clock } from '../../../shared/clock';
import { DAY_MS } from '../../../shared/day';
import { AppError } from '../../../shared/errors';
import {
  nextRange,
  type ResolvedSelection,
  recipientsSql,
  selectionSql,
  type UserWindow,
} from '../../audience';
import type { InboxAudience } from '../domain/inbox-audience';
import { InboxPubSub } from '../infra/inbox-pubsub';
import {
  finishMessage,
  MessageStatus,
  moveSentUntil,
  type StoredMessage,
  selectMessage,
} from '../infra/message-rows';
import { WriteInboxes } from './inbox/write-inboxes';
import { INBOX_CHANGED } from './outbox-topics';

/** Users of one transaction. */
const CHUNK_USERS = 10_000;

/**
 * Writes a message to the inboxes of its audience, chunk by chunk. How far it has come is kept with the message, moved in the
 * chunk's own transaction: a worker that takes over, or a second one at the same time, goes on where it stands.
 */
@Injectable()
export class SendMessage {
  constructor(
    private readonly database: Database,
    private readonly writeInboxes: WriteInboxes,
    private readonly inboxPubSub: InboxPubSub,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes everything that is left.
   * @throws AppError BUSY when another worker is at it
   */
  async execute(messageId: string): Promise<void> {
    const message = await selectMessage(this.database, messageId);
    if (!message) throw new Error(`message ${messageId} was promised but does not exist`);
    if (message.status === MessageStatus.Sent || message.audience === null) return;
    const selection = JSON.parse(message.audience) as ResolvedSelection;
    // The instant of sending decides who counts as active: the same for every chunk.
    const next = (afterUserId: string) =>
      nextRange(this.database, selection, { afterUserId, now: message.createdAt }, CHUNK_USERS);
    let afterUserId = message.sentUntil;
    let boundary = await next(afterUserId);
    let publishing: Promise<unknown> = Promise.resolve();
    while (boundary) {
      const { untilUserId } = boundary;
      const window = { afterUserId, untilUserId };
      // The next part is looked for, and word of the last one spread, while this one is written.
      [boundary] = await Promise.all([
        next(untilUserId),
        this.database.transaction((tx) => this.chunk(tx, message, selection, window)),
        publishing,
      ]);
      faultPoint('notify.send:after-commit');
      // Word that doesn't arrive is made up for by that of the end.
      publishing = this.inboxPubSub.publish(audienceOf(window)).catch(() => undefined);
      afterUserId = untilUserId;
    }
    await publishing;
  }

  /** Notes that it is sent, and spreads word of it once more. */
  async finish(tx: Tx, messageId: string): Promise<void> {
    const message = await selectMessage(tx, messageId);
    if (!message) return;
    await finishMessage(tx, messageId);
    await enqueue(tx, INBOX_CHANGED, { fromUserId: '1', untilUserId: message.sentUntil }, this.clock.now());
  }

  private async chunk(
    tx: Tx,
    { messageId, createdAt: now, transactional }: StoredMessage,
    selection: ResolvedSelection,
    window: Required<UserWindow>,
  ): Promise<void> {
    const { afterUserId: from, untilUserId: to } = window;
    const moving = moveSentUntil(tx, { messageId, from, to });
    const isEverybody = selection.sets.length === 0 && selection.excludedTagIds.length === 0;
    const users =
      isEverybody && selection.userIds === null
        ? null
        : {
            ...selectionSql({ ...selection, activeWithinDays: null }, { ...window, now }),
            aboutCoupons: false,
          };
    const recipients = recipientsSql({
      ...window,
      activeSince: activeSinceOf(selection, now),
      includeOptedOut: transactional === 1,
    });
    const [isOurs] = await Promise.all([
      moving,
      this.writeInboxes.execute(tx, messageId, { users, recipients }),
    ]);
    if (!isOurs) throw new AppError('BUSY', { detail: 'another worker sends this message' });
    faultPoint('notify.send:before-commit');
  }
}

function audienceOf({ afterUserId, untilUserId }: Required<UserWindow>): InboxAudience {
  return { fromUserId: String(BigInt(afterUserId) + 1n), untilUserId };
}

function activeSinceOf({ activeWithinDays }: ResolvedSelection, now: Date): Date | null {
  return activeWithinDays === null ? null : new Date(now.getTime() - activeWithinDays * DAY_MS);
}
