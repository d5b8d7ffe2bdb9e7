import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { CONFIG, type Config } from '../../config/config';
import { RequestValidation } from '../dto/validation';
import { NestLogger } from '../logging';
import { Readiness } from '../readiness';
import { forgetTypeOfNothing } from './bodies/empty-body';
import { acceptJson } from './bodies/json-body';
import { answerClientError, refuseMissingHost, refuseOtherExpectations } from './client-errors';
import { endConnectionsGently } from './end-gently';
import { OpenRequests } from './open-requests';
import { serveDocs } from './openapi/serve-docs';
import { ProblemFilter, sendProblem } from './problem.filter';
import { requestDeadline } from './request-deadline';
import { RouteMethods } from './route-methods';

const BODY_LIMIT_BYTES = 1024 * 1024;
const MAX_PATH_PARAMETER = 100;
/** Longer than a load balancer keeps idle connections (usually 60 s), so that it is never us who closes first. */
const KEEP_ALIVE_MS = 65_000;
/** Whoever watches this process is answered in every state of it. */
const ALWAYS = /^\/(?:health|metrics)(?:[/?]|$)/;
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The API around `module`: the same for the process, for tests and for benches. It does not listen yet. */
export async function createApi(module: Type): Promise<NestFastifyApplication> {
  const app = await createHttp(module);
  await serveDocs(app);
  return app;
}

/** What every process answers over HTTP, and how it refuses and fails. It does not listen yet. */
export async function createHttp(module: Type): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER },
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    // What comes while it closes is refused by a problem, as everything else is.
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    http: { requireHostHeader: false },
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
    bodyParser: false,
    rawBody: true,
  });
  const { REQUEST_DEADLINE_SECONDS } = app.get<Config>(CONFIG, { strict: false });
  const fastify = adapter.getInstance();
  const routes = new RouteMethods();
  routes.watch(fastify);
  const readiness = app.get(Readiness, { strict: false });
  const openRequests = new OpenRequests(fastify.server);
  fastify
    .addHook('onRequest', admit(readiness, openRequests))
    .addHook('onRequest', refuseMissingHost)
    .addHook('onRequest', forgetTypeOfNothing)
    .addHook('preHandler', requestDeadline(REQUEST_DEADLINE_SECONDS * 1000))
    .addHook('preClose', () => openRequests.close());
  endConnectionsGently(fastify.server);
  refuseOtherExpectations(fastify.server);
  acceptJson(app, BODY_LIMIT_BYTES);
  app.useGlobalPipes(new RequestValidation());
  app.useGlobalFilters(new ProblemFilter(routes));
  return app;
}

/** Takes a request, or says why it can't be taken: the schema is not there yet, or the process ends. */
function admit(readiness: Readiness, openRequests: OpenRequests) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    // The next request of this client shall go to a process that stays.
    if (readiness.isStopping) reply.header('connection', 'close');
    const refusal = ALWAYS.test(request.url) ? undefined : readiness.refusal();
    if (refusal) {
      sendProblem(request, reply, refusal);
      return;
    }
    openRequests.add(reply.raw);
    done();
  };
}
