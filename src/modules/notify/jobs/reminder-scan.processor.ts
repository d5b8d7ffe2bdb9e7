import { Processor, WorkerHost } from '@nestjs/bullmq';
import { RunReminders } from '../application/reminders/run-reminders';
import { REMINDER_SCAN_QUEUE } from './reminder-scan.queue';

/** The daily job. One that runs twice, or late, finds what is left. */
@Processor(REMINDER_SCAN_QUEUE, { concurrency: 1 })
export class ReminderScanProcessor extends WorkerHost {
  constructor(private readonly runReminders: RunReminders) {
    super();
  }

  async process(): Promise<void> {
    await this.runReminders.ofToday();
  }
}
