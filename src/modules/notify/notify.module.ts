import { Module } from '@nestjs/common';
import { BatchModule } from '../batch';
import { Announce } from './application/announce';
import { PlanDeliveries } from './application/deliveries/plan-deliveries';
import { WriteInboxes } from './application/inbox/write-inboxes';
import { OpenMessage } from './application/open-message';
import { PersonalCodes } from './application/personal-codes';
import { DecideReminders } from './application/reminders/decide-reminders';
import { ReminderCoupons } from './application/reminders/reminder-coupons';
import { ReminderMessages } from './application/reminders/reminder-messages';
import { RunReminders } from './application/reminders/run-reminders';
import { ScanReminders } from './application/reminders/scan-reminders';

const actions = [
  OpenMessage,
  PlanDeliveries,
  WriteInboxes,
  Announce,
  PersonalCodes,
  ReminderMessages,
  ReminderCoupons,
  DecideReminders,
  ScanReminders,
  RunReminders,
];

/** Messages to users and reminders, whichever process sends them. */
@Module({ imports: [BatchModule], providers: actions, exports: actions })
export class NotifyModule {}
