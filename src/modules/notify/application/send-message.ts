import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database';
import { faultPoint } from '../../../platform/faults';
import { promise } from '../../../platform/outbox';
import { AppError } from '../../../shared/errors';
import {
  nextBoundary,
  type ResolvedSelection,
  recipientsSql,
  selectionSql,
  type UserWindow,
} from '../../audience';
import { MessageStatus, moveSentUntil, type StoredMessage, selectMessage } from '../infra/message-rows';
import { WriteInboxes } from './write-inboxes';

/** Users of one transaction. */
const CHUNK_USERS = 5_000;

/**
 * Writes a message to the inboxes of its audience, chunk by chunk. How far it has come is kept with the message, moved in the
 * chunk's own transaction: a worker that takes over, or a second one at the same time, goes on where it stands.
 */
@Injectable()
export class SendMessage {
  constructor(
    private readonly database: Database,
    private readonly writeInboxes: WriteInboxes,
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
    let afterUserId = message.sentUntil;
    for (;;) {
      const window = { afterUserId };
      // The instant of sending decides who counts as active: the same for every chunk.
      const time = { now: message.createdAt };
      const boundary = await nextBoundary(this.database, selection, { ...window, ...time }, CHUNK_USERS);
      if (!boundary) return;
      const { untilUserId } = boundary;
      await this.database.transaction((tx) =>
        this.chunk(tx, message, selection, { afterUserId: window.afterUserId, untilUserId }),
      );
      faultPoint('notify.send:after-commit');
      afterUserId = untilUserId;
    }
  }

  private async chunk(
    tx: Tx,
    { messageId, createdAt: now }: StoredMessage,
    selection: ResolvedSelection,
    window: Required<UserWindow>,
  ): Promise<void> {
    const { afterUserId: from, untilUserId: to } = window;
    if (!(await moveSentUntil(tx, { messageId, from, to }))) {
      throw new AppError('BUSY', { detail: 'another worker sends this message' });
    }
    const isEverybody = selection.sets.length === 0 && selection.excludedTagIds.length === 0;
    const users =
      isEverybody && selection.userIds === null
        ? null
        : {
            ...selectionSql({ ...selection, activeWithinDays: null }, { ...window, now }),
            aboutCoupons: false,
          };
    const recipients = recipientsSql({ ...window, activeSince: activeSinceOf(selection, now) });
    await this.writeInboxes.execute(tx, messageId, { users, recipients });
    await promise(tx, 'notify.live', { fromUserId: String(BigInt(from) + 1n), untilUserId: to }, now);
    faultPoint('notify.send:before-commit');
  }
}

const DAY_MS = 86_400_000;

function activeSinceOf({ activeWithinDays }: ResolvedSelection, now: Date): Date | null {
  return activeWithinDays === null ? null : new Date(now.getTime() - activeWithinDays * DAY_MS);
}
