export { dropReminders, lockReminders, planReminders, type ReminderPlan } from './application/plan-reminders';
export { type CouponsToRemind, planRemindersBySelect } from './application/plan-reminders-by-select';
export { type ReminderTime, reminderTimes } from './domain/reminder-times';
export { NotifyMsgEntity } from './infra/notify-msg.entity';
