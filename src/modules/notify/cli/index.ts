import { RunRemindersCommand } from './run-reminders.command';

/** What operators can do with reminders. */
export const notifyCommands = [RunRemindersCommand];
