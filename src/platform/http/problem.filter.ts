import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, ERROR_CODES, type ErrorCode } from '../../shared/errors';
import { isConnectionLost } from '../database';
import { rootLogger } from '../logging';

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
  431: 'VALIDATION_FAILED',
  503: 'BUSY',
};

/** The one place where an error becomes a status and an RFC 9457 problem body. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), error);
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown): void {
  const error = toAppError(thrown);
  if (error.status >= 500) log(request, error);
  // A reply that has begun (a stream) can't become a problem any more.
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (error.options.retryAfterSeconds !== undefined)
    reply.header('retry-after', error.options.retryAfterSeconds);
  if (error.status === 401) reply.header('www-authenticate', 'Bearer');
  reply.status(error.status).header('content-type', 'application/problem+json; charset=utf-8');
  reply.send(JSON.stringify(problemBody(request, error)));
}

function problemBody(request: FastifyRequest, error: AppError): Record<string, unknown> {
  const { detail, errors, extra } = error.options;
  return {
    // First, so that an extension can never stand in for a member of the standard.
    ...extra,
    type: `urn:coupon:problem:${error.code}`,
    title: ERROR_CODES[error.code].title,
    status: error.status,
    ...(detail ? { detail } : {}),
    instance: request.url.split('?')[0],
    code: error.code,
    ...(errors ? { errors } : {}),
    requestId: request.id,
  };
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isConnectionLost(error)) return new AppError('BUSY', { retryAfterSeconds: 1, cause: error });
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown })?.statusCode;
  const code = typeof status === 'number' ? CODE_OF_STATUS[status] : undefined;
  if (!code) return new AppError('INTERNAL', { cause: error });
  // A refusal of Fastify's has a text for people, such as where the JSON broke; an unknown route has none worth showing.
  const detail = status === 404 ? undefined : (error as Error).message;
  return new AppError(code, { detail, cause: error });
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
