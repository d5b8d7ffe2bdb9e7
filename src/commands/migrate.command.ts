import { Command, OperatorCommand } from '../platform/cli';
import { bringUpToDate } from './bring-up-to-date';

@Command({ name: 'migrate', description: 'bring the schema of the database at DATABASE_URL up to date' })
export class MigrateCommand extends OperatorCommand {
  protected async act(): Promise<object> {
    const { loadConfig } = await import('../config/config.js');
    return { migrations: await bringUpToDate(loadConfig()) };
  }
}
