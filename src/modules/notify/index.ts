/** The module's only door: other modules import from here and from nowhere deeper. */

export { Announce, type Announcement, type AnnouncementPart, type CodePart } from './application/announce';
export { notifyTopics } from './application/outbox-topics';
export {
  type CodeToWrite,
  type CodeWriter,
  PersonalCodes,
  type WrittenCode,
} from './application/personal-codes';
export { type CouponsOfHolders, ReminderCoupons } from './application/reminders/reminder-coupons';
export type { BatchHolder, UnspentCoupon } from './domain/decide-reminder';
export { type ReminderTime, reminderTimes } from './domain/reminder-times';
export { codeTextProblems } from './domain/template';
export { type CouponsToRemind, planRemindersBySelect } from './infra/plan-reminders-by-select';
export { planReminders, type ReminderPlan } from './infra/reminder-plan-rows';
export { NotifyModule } from './notify.module';
