import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import { Database } from '../../../../platform/database';
import { Clock } from '../../../../shared/clock';
import { DAY_MS } from '../../../../shared/day';
import { deleteDone, ReminderStatus } from '../../infra/reminder-rows';

const PAGE = 500;
/** Rest after each page, in times of what it took. */
const REST = 3;

/** Deletes reminders that are done. */
@Injectable()
export class PurgeReminders {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Deletes those older than REMINDER_KEEP_DAYS in small pages, and rests after each for several times as long as it took, so
   * that nobody else waits for it.
   * @param stopped asked between pages
   * @returns how many
   */
  async execute(stopped: () => boolean = () => false): Promise<number> {
    const before = new Date(this.clock.now().getTime() - this.config.REMINDER_KEEP_DAYS * DAY_MS);
    let deleted = 0;
    for (const status of [ReminderStatus.Success, ReminderStatus.Dropped, ReminderStatus.Failed]) {
      for (let rows = PAGE; rows === PAGE && !stopped(); deleted += rows) {
        const startedAt = performance.now();
        rows = await this.database.transaction((tx) => deleteDone(tx, { status, before, limit: PAGE }));
        const restMs = REST * (performance.now() - startedAt);
        await new Promise((resolve) => setTimeout(resolve, restMs));
      }
    }
    return deleted;
  }
}
