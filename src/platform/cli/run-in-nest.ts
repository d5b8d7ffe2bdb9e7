import { Module, type Type } from '@nestjs/common';
import { CommandFactory } from 'nest-commander';
import type { CommandType } from './command-metadata';
import { ServicesModule } from './services.module';

@Module({})
class CommandModule {}

/**
 * Runs a command that works with the application's services.
 * @param services gives the module that holds them
 */
export async function runInNest(type: CommandType, services: () => Promise<Type>): Promise<void> {
  const module = { module: CommandModule, imports: [ServicesModule.of(services)], providers: [type as Type] };
  await CommandFactory.run(module as never, {
    cliName: 'coupon',
    logger: false,
    abortOnError: false,
    errorHandler: rethrow,
    serviceErrorHandler: rethrow,
    outputConfiguration: { outputError: () => undefined },
  });
}

function rethrow(error: Error): never {
  throw error;
}
