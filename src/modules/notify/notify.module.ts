import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { PlanDeliveries } from './application/plan-deliveries';
import { PurgeReminders } from './application/purge-reminders';
import { ReminderMessages } from './application/reminder-messages';
import { ReminderSubjects } from './application/reminder-subjects';
import { RunReminders } from './application/run-reminders';
import { ScanReminders } from './application/scan-reminders';
import { RunRemindersCommand } from './cli/run-reminders.command';
import { NotifyScans } from './jobs/notify-scans';
import { ReminderScanProcessor } from './jobs/reminder-scan.processor';
import { REMINDER_SCAN_QUEUE, ScheduleReminderScan } from './jobs/reminder-scan.queue';

/** Sending reminders, whichever process does it. Another room registers what they are about. */
@Module({
  providers: [ReminderSubjects, ReminderMessages, PlanDeliveries, ScanReminders, RunReminders],
  exports: [ReminderSubjects, PlanDeliveries, ScanReminders, RunReminders],
})
export class ReminderModule {}

/** Carries out jobs and due scans. */
@Module({
  imports: [BullModule.registerQueue({ name: REMINDER_SCAN_QUEUE }), ReminderModule],
  providers: [ScheduleReminderScan, ReminderScanProcessor, PurgeReminders, NotifyScans],
})
export class NotifyWorkerModule {}

/** Reminders as commands. */
@Module({ providers: [RunRemindersCommand] })
export class NotifyCliModule {}
