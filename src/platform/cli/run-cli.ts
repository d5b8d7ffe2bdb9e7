import type { Type } from '@nestjs/common';
import { CommandFactory } from 'nest-commander';
import { rootLogger } from '../logging';
import { describeFailure, failureOf } from './failure';

/** Runs the command that the process was started with, and exits with 0, 1 (failure) or 2 (bad usage). */
export async function runCli(module: Type): Promise<void> {
  // Standard output belongs to the result; what goes wrong is said on standard error, once.
  rootLogger.level = 'silent';
  try {
    await CommandFactory.run(module, {
      cliName: 'coupon',
      logger: false,
      abortOnError: false,
      errorHandler: rethrow,
      serviceErrorHandler: rethrow,
      // Commander would print what it throws as well.
      outputConfiguration: { outputError: () => undefined },
    });
  } catch (error) {
    const { exitCode, failure } = failureOf(error);
    if (failure) process.stderr.write(describeFailure(failure, process.argv.includes('--json')));
    // Not left to Node: services that could not all start can't be closed, and a connection would keep the process.
    process.exit(exitCode);
  }
}

function rethrow(error: Error): never {
  throw error;
}
