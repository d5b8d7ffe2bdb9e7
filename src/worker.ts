import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { WorkerModule } from './app.module';
import { CONFIG, type Config } from './config/config';
import { NestLogger } from './platform/logging';
import { runProcess } from './platform/process';

runProcess('worker', async () => {
  const app = await NestFactory.create<NestFastifyApplication>(WorkerModule, new FastifyAdapter(), {
    logger: new NestLogger(),
    abortOnError: false,
  });
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  const config = app.get<Config>(CONFIG);
  await app.init();
  if (!config.WORKER_PORT) return undefined;
  await app.listen(config.WORKER_PORT, config.HOST);
  return app.getUrl();
});
