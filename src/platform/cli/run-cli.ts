import type { Type } from '@nestjs/common';
import { readCommandLine } from './command-line';
import type { CommandType } from './command-metadata';
import { describeFailure, failureOf } from './failure';
import { ServiceCommand } from './operator-command';

/**
 * Runs the command that the process was started with, and exits with 0, 1 (failure) or 2 (bad usage). Only what that command
 * needs is loaded: Nest and the application's services for a command that works with them, for help and bad usage nothing.
 * @param services gives the module that holds the services
 */
export async function runCli(types: readonly CommandType[], services: () => Promise<Type>): Promise<void> {
  // Standard output belongs to the result; what goes wrong is said on standard error, once.
  process.env.LOG_LEVEL = 'silent';
  try {
    const { type, parameters, options } = await readCommandLine(types, process.argv);
    if (type.prototype instanceof ServiceCommand) {
      const { runInNest } = await import('./run-in-nest.js');
      await runInNest(type, services);
    } else {
      const command = new (type as new () => InstanceType<CommandType>)();
      await command.run(parameters, options);
    }
  } catch (error) {
    const { exitCode, failure } = failureOf(error);
    if (failure) process.stderr.write(describeFailure(failure, process.argv.includes('--json')));
    // Not left to Node: services that could not all start can't be closed, and a connection would keep the process.
    process.exit(exitCode);
  }
}
