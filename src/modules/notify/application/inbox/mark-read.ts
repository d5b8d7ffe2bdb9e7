import { Injectable } from '@nestjs/common';
import { Database } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { AppError } from '../../../../shared/errors';
import { markAllRead, markCommonRead, markOwnRead } from '../../infra/read-marks';

/** Notes what a user has read. Repeating it changes nothing. */
@Injectable()
export class MarkRead {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError INBOX_ITEM_NOT_FOUND also for another user's */
  async one(userId: string, inboxId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const found =
        (await markOwnRead(tx, userId, inboxId, this.clock.now())) ||
        (await markCommonRead(tx, userId, inboxId));
      if (!found) throw new AppError('INBOX_ITEM_NOT_FOUND');
    });
  }

  /** @param until the newest message that the user was shown; null: everything that is there */
  async all(userId: string, until: string | null): Promise<void> {
    await this.database.transaction((tx) => markAllRead(tx, userId, until, this.clock.now()));
  }
}
