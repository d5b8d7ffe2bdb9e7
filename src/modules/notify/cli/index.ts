import { RunRemindersCommand } from './run-reminders.command';

/** What operators can do with reminders. The module alone doesn't know what users hold: who runs them adds it. */
export const notifyCommands = [RunRemindersCommand];
