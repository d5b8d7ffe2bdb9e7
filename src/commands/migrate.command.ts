import { Command } from 'nest-commander';
import { loadConfig } from '../config/config';
import { OperatorCommand } from '../platform/cli';
import { migrate } from '../platform/database';
import { schema } from '../schema';

@Command({ name: 'migrate', description: 'bring the schema of the database at DATABASE_URL up to date' })
export class MigrateCommand extends OperatorCommand {
  protected async act(): Promise<object> {
    return { migrations: await migrate(loadConfig(), schema, { signal: stopSignal() }) };
  }
}

/** Asks for an orderly stop once; a second signal ends the process at once, which is harmless too. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      process.stderr.write(`${name}: stops when the running statement is done\n`);
      controller.abort();
    });
  }
  return controller.signal;
}
