import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from '../../../src/app.module';
import { NestLogger } from '../../../src/platform/logging';

/** The worker in this process, beside an API that was started with the same environment. */
export async function startWorker(): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(WorkerModule, {
    logger: new NestLogger(),
    abortOnError: false,
  });
}
