import { Command, OperatorCommand } from '../platform/cli';

@Command({ name: 'migrate', description: 'bring the schema of the database at DATABASE_URL up to date' })
export class MigrateCommand extends OperatorCommand {
  protected async act(): Promise<object> {
    const { loadConfig } = await import('../config/config.js');
    const config = loadConfig();
    const { migrate } = await import('../platform/database/index.js');
    const { schema } = await import('../schema.js');
    return { migrations: await migrate(config, schema, { signal: stopSignal() }) };
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
