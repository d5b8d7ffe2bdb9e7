import type { DynamicModule, Type } from '@nestjs/common';
import { readCommandLine } from './command-line';
import type { CommandGroup } from './command-metadata';
import { describeFailure, failureOf } from './failure';
import { Services } from './services';

/**
 * Runs the command that the process was started with, and exits with 0, 1 (failure) or 2 (bad usage). Only what that command
 * needs is loaded: Nest and its own services for a command that works with them, for help and bad usage nothing.
 * @param standing gives the module of a command's services what they stand on
 */
export async function runCli(
  groups: readonly CommandGroup[],
  standing: (services: Type) => Promise<DynamicModule>,
): Promise<void> {
  // Standard output belongs to the result; what goes wrong is said on standard error, once.
  process.env.LOG_LEVEL = 'silent';
  try {
    const { type, services: load, parameters, options } = await readCommandLine(groups, process.argv);
    const services = new Services(async () => standing(await load!()));
    const command = new (type as new (services: Services) => InstanceType<typeof type>)(services);
    await command.run(parameters, options);
    await services.close();
  } catch (error) {
    const { exitCode, failure } = failureOf(error);
    if (failure) process.stderr.write(describeFailure(failure, process.argv.includes('--json')));
    // Not left to Node: services that could not all start can't be closed, and a connection would keep the process.
    process.exit(exitCode);
  }
}
