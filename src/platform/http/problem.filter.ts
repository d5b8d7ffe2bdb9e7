import { STATUS_CODES } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode } from '../../shared/errors';
import { isConnectionLost } from '../database';
import { rootLogger } from '../logging';
import { PROBLEM_TYPE, problemBody } from './problem-body';
import type { RouteMethods } from './route-methods';

/** What Fastify and Nest refuse by themselves, before a handler runs. */
const CODE_OF_STATUS: Record<number, ErrorCode> = {
  400: 'MALFORMED_BODY',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'VALIDATION_FAILED',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  431: 'HEADERS_TOO_LARGE',
  503: 'BUSY',
};

/** Where the status alone would point to the wrong part of the request: by Fastify's code. */
const CODE_OF_ERROR: Record<string, ErrorCode> = { FST_ERR_BAD_URL: 'MALFORMED_REQUEST' };

/** The one place where an error becomes a status and an RFC 9457 problem body. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: RouteMethods) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const unknownRoute = request.is404 && thrown instanceof NotFoundException;
    const error = unknownRoute ? this.routes.refusalOf(request) : thrown;
    sendProblem(request, http.getResponse<FastifyReply>(), error);
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown): void {
  const error = toAppError(thrown);
  if (error.status >= 500) log(request, error);
  // A reply that has begun (a stream) can't become a problem any more; one that came at the deadline has said what there is to say.
  if (reply.sent || reply.raw.headersSent) {
    if (!reply.raw.writableEnded) reply.raw.destroy();
    return;
  }
  if (error.options.retryAfterSeconds !== undefined)
    reply.header('retry-after', error.options.retryAfterSeconds);
  if (error.options.allow) reply.header('allow', error.options.allow.join(', '));
  if (error.status === 401) reply.header('www-authenticate', 'Bearer');
  reply.status(error.status).header('content-type', PROBLEM_TYPE);
  reply.send(JSON.stringify(problemBody(error, request.url.split('?')[0] ?? '/', request.id)));
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isConnectionLost(error)) return new AppError('BUSY', { retryAfterSeconds: 1, cause: error });
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown })?.statusCode;
  const code =
    CODE_OF_ERROR[codeOf(error)] ?? (typeof status === 'number' ? CODE_OF_STATUS[status] : undefined);
  if (!code) return new AppError('INTERNAL', { cause: error });
  // A refusal of Fastify's has a text for people, such as where the JSON broke; an unknown route has none worth showing.
  const detail = status === 404 ? undefined : (error as Error).message;
  return new AppError(code, { detail, cause: error });
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code);
}

function log(request: FastifyRequest, error: AppError): void {
  const cause = error.options.cause;
  const fields = {
    requestId: request.id,
    method: request.method,
    route: request.routeOptions?.url,
    code: error.code,
  };
  if (error.code === 'INTERNAL') rootLogger.error({ ...fields, err: cause ?? error }, 'request failed');
  else rootLogger.warn({ ...fields, reason: cause ?? error }, STATUS_CODES[error.status]);
}
