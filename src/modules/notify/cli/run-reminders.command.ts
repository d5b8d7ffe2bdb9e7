import { Command, Option, ServiceCommand } from '../../../platform/cli';

@Command({
  name: 'reminders:run',
  description: 'send the expiry reminders of a day, and of days before it that were missed',
})
export class RunRemindersCommand extends ServiceCommand {
  @Option({ flags: '--date <day>', description: 'such as 2026-11-24, in DEFAULT_TIME_ZONE; left out: today' })
  date(text: string): string {
    return text;
  }

  @Option({ flags: '--dry-run', description: 'only count what would be sent' })
  dryRun(): boolean {
    return true;
  }

  protected async act(_parameters: string[], options: Record<string, unknown>): Promise<object> {
    const { RunReminders } = await import('../application/reminders/run-reminders.js');
    const runReminders = await this.services.get(RunReminders);
    const date = (options.date as string | undefined) ?? runReminders.today();
    if (options.dryRun) return { date, dryRun: true, ...(await runReminders.countOfDay(date)) };
    return { date, ...(await runReminders.ofDay(date)) };
  }
}
