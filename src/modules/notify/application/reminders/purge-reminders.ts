import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database } from '../../../../platform/database';
import { deleteInPages } from '../../../../platform/scheduling';
import { Clock } from '../../../../shared/clock';
import { DAY_MS } from '../../../../shared/day';
import { deleteDone, ReminderStatus } from '../../infra/reminder-rows';

/** Deletes reminders that are done. */
@Injectable()
export class PurgeReminders {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Deletes those older than REMINDER_KEEP_DAYS, unless the time is in doubt.
   * @param stopped asked between pages
   * @returns how many
   */
  async execute(stopped: () => boolean = () => false): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.config.REMINDER_KEEP_DAYS * DAY_MS);
    let deleted = 0;
    for (const status of [ReminderStatus.Success, ReminderStatus.Dropped, ReminderStatus.Failed]) {
      deleted += await deleteInPages(
        this.clock,
        (limit) => this.database.transaction((tx) => deleteDone(tx, { status, before, limit })),
        stopped,
      );
    }
    return deleted;
  }
}
