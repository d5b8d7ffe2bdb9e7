import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from '../../src/app.module';
import { Database } from '../../src/platform/database';
import { createApi } from '../../src/platform/http';
import { projectContract } from './contract/contract';
import { newEnvironment } from './servers/environment';

type InjectOptions = Extract<Parameters<NestFastifyApplication['inject']>[0], object>;
type InjectedReply = Awaited<ReturnType<NestFastifyApplication['inject']>>;

export interface Reply<Body = Record<string, unknown>> {
  status: number;
  headers: Record<string, unknown>;
  body: Body;
  text: string;
}

export interface CallOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * The API in this process, on a real MySQL and Redis of its own. Only the network is left out (Fastify inject). Every answer is
 * checked against the OpenAPI document.
 */
export interface TestApi {
  app: NestFastifyApplication;
  database: Database;
  env: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
  call<Body = any>(method: string, url: string, options?: CallOptions): Promise<Reply<Body>>;
  /** As it is sent and comes, for what `call` can't say. */
  inject(options: InjectOptions): Promise<InjectedReply>;
  stop(): Promise<void>;
}

export async function startApi(
  overrides: Record<string, string> = {},
  module: Type = ApiModule,
): Promise<TestApi> {
  const environment = await newEnvironment(overrides);
  return serve(environment.env, module, environment.drop);
}

/** One more API on the database and Redis of a first one, with connections, caches and queues of its own. Stop it first. */
export function startAnotherApi({ env }: TestApi): Promise<TestApi> {
  return serve(env, ApiModule, async () => undefined);
}

async function serve(
  env: Record<string, string>,
  module: Type,
  afterStop: () => Promise<void>,
): Promise<TestApi> {
  Object.assign(process.env, env);
  const app = await createApi(module);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return {
    app,
    env,
    database: app.get(Database),
    inject: (options) => inject(app, options),
    call: (method, url, options) => call(app, method, url, options),
    stop: async () => {
      await app.close();
      await afterStop();
    },
  };
}

async function inject(app: NestFastifyApplication, options: InjectOptions): Promise<InjectedReply> {
  const reply = await app.inject(options);
  projectContract().check({
    method: options.method ?? 'GET',
    url: String(options.url),
    status: reply.statusCode,
    contentType: reply.headers['content-type']?.toString(),
    text: reply.payload,
  });
  return reply;
}

async function call<Body>(
  app: NestFastifyApplication,
  method: string,
  url: string,
  { token, body, headers = {} }: CallOptions = {},
): Promise<Reply<Body>> {
  const reply = await inject(app, {
    method: method as 'GET',
    url,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const isJson = /json/.test(String(reply.headers['content-type'] ?? ''));
  return {
    status: reply.statusCode,
    headers: reply.headers,
    text: reply.payload,
    body: (isJson && reply.payload ? JSON.parse(reply.payload) : undefined) as Body,
  };
}
