import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { CONFIG, type Config } from '../../../config/config';
import { PeriodicTasks } from '../../../platform/scheduling';

export const REMINDER_SCAN_QUEUE = 'notify.reminders';
export const REMINDER_SCHEDULER = 'daily reminders';
const CHECK_INTERVAL_MS = 60_000;

/**
 * The daily scan, as BullMQ's job scheduler: every day at REMINDER_SCAN_HOUR of DEFAULT_TIME_ZONE one worker gets the job. It
 * is set again and again, so that a Redis that was emptied, or away at the start, has it within a minute.
 */
@Injectable()
export class ScheduleReminderScan {
  constructor(
    tasks: PeriodicTasks,
    @InjectQueue(REMINDER_SCAN_QUEUE) private readonly queue: Queue,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    tasks.add({
      name: 'reminder scheduler',
      intervalMs: CHECK_INTERVAL_MS,
      run: () => this.schedule(),
    });
  }

  async schedule(): Promise<void> {
    const { REMINDER_SCAN_HOUR: hour, DEFAULT_TIME_ZONE: tz } = this.config;
    await this.queue.upsertJobScheduler(
      REMINDER_SCHEDULER,
      { pattern: `0 0 ${hour} * * *`, tz },
      { name: 'scan' },
    );
  }
}
