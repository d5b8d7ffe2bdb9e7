export { dropReminders, planReminders, type ReminderPlan } from './application/plan-reminders';
export { type ReminderTime, reminderTimes } from './domain/reminder-times';
export { notifyEntities } from './infra/entities';
