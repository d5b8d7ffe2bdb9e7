import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTask } from '../../../platform/scheduling';
import { Clock } from '../../../shared/clock';
import { PurgeMessages } from '../application/purge-messages';
import { PurgeReminders } from '../application/purge-reminders';
import { ScanReminders } from '../application/scan-reminders';

/**
 * What needs no job and no Redis: reminders whose time has come, which the daily scan missed or which were planned after it,
 * and the purge of what is done.
 */
@Injectable()
export class NotifyScans implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly tasks: PeriodicTask[];
  private stopping = false;

  constructor(
    @Inject(CONFIG) config: Config,
    clock: Clock,
    scanReminders: ScanReminders,
    purgeReminders: PurgeReminders,
    purgeMessages: PurgeMessages,
  ) {
    const stopped = () => this.stopping;
    const task = (name: string, everySeconds: number, run: () => Promise<unknown>) =>
      new PeriodicTask({ name, intervalMs: everySeconds * 1000, run: async () => void (await run()) });
    this.tasks = [
      task('due reminders', config.DUE_SCAN_SECONDS, () => scanReminders.execute(clock.now(), stopped)),
      task('reminder purge', config.REMINDER_PURGE_SECONDS, () => purgeReminders.execute(stopped)),
      task('message purge', config.REMINDER_PURGE_SECONDS, () => purgeMessages.execute(stopped)),
    ];
  }

  onApplicationBootstrap(): void {
    for (const task of this.tasks) task.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.tasks.map((task) => task.stop()));
  }
}
