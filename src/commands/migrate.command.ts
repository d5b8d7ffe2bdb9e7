import { Command } from 'nest-commander';
import { loadConfig } from '../config/config';
import { OperatorCommand } from '../platform/cli';
import { migrate } from '../platform/database';
import { schema } from '../schema';

@Command({ name: 'migrate', description: 'bring the schema of the database at DATABASE_URL up to date' })
export class MigrateCommand extends OperatorCommand {
  protected async act(): Promise<object> {
    return { migrations: await migrate(loadConfig(), schema) };
  }
}
