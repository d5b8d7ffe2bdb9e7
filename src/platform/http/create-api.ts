import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { CONFIG, type Config } from '../../config/config';
import { NestLogger } from '../logging';
import { refuseDeepBody } from './body-depth';
import { forgetTypeOfNothing } from './empty-body';
import { serveDocs } from './openapi/serve-docs';
import { ProblemFilter, sendProblem } from './problem.filter';
import { RequestValidation } from './validation';

const BODY_LIMIT_BYTES = 1024 * 1024;
const MAX_PATH_PARAMETER = 100;
/** Longer than a load balancer keeps idle connections (usually 60 s), so that it is never us who closes first. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The HTTP application around `module`: the same for the API, for tests and for benches. It does not listen yet. */
export async function createApi(module: Type): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER },
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    // What Fastify refuses before it knows a route, such as a broken escape in the path.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(request, reply, error),
    genReqId: (request: IncomingMessage) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(),
    abortOnError: false,
    // A webhook's signature covers the body as it came.
    rawBody: true,
  });
  adapter.getInstance().addHook('onRequest', forgetTypeOfNothing).addHook('preValidation', refuseDeepBody);
  app.useGlobalPipes(new RequestValidation());
  app.useGlobalFilters(new ProblemFilter());
  await serveDocs(app);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  return app;
}

/** Starts listening. @returns the URL */
export async function listen(app: NestFastifyApplication): Promise<string> {
  const config = app.get<Config>(CONFIG);
  await app.listen(config.PORT, config.HOST);
  return app.getUrl();
}
