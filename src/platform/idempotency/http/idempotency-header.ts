import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppError } from '../../../shared/errors';
import type { Principal } from '../../auth';
import type { AuthenticatedRequest } from '../../auth/guard';
import type { IdempotentRequest, Outcome } from '../idempotent-request';
import { requestHash } from './request-hash';

const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * Reads the Idempotency-Key header.
 * @throws AppError VALIDATION_FAILED when it is not 1 to 200 visible ASCII characters
 */
export function idempotencyKeyOf(request: AuthenticatedRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw new AppError('VALIDATION_FAILED', {
    errors: [
      {
        parameter: 'Idempotency-Key',
        code: 'IDEMPOTENCY_KEY',
        message: 'Idempotency-Key must be 1 to 200 visible ASCII characters',
      },
    ],
  });
}

/** Whose keys they are: two callers' keys never meet. */
export function scopeOf({ role, id, merchantId }: Principal): string {
  return `${role}:${merchantId ?? id}`;
}

export function onceOf(request: AuthenticatedRequest): IdempotentRequest {
  return {
    scope: scopeOf(request.principal),
    key: idempotencyKeyOf(request),
    hash: requestHash(request.method, request.url.split('?')[0] ?? '', request.body),
  };
}

/** The request as a {@link IdempotentRequest}, as a handler's parameter. */
export const IdempotencyParam = createParamDecorator(
  (_data: unknown, context: ExecutionContext): IdempotentRequest =>
    onceOf(context.switchToHttp().getRequest<AuthenticatedRequest>()),
);

/** Documents the header on a creating POST. */
export function Idempotent(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Makes the request safe to repeat: the same key with the same input answers again with the first answer ' +
        '(header Idempotency-Replayed: true); with other input it is refused with 422 IDEMPOTENCY_KEY_REUSED.',
    }),
  );
}

/** Sends an {@link Outcome} as it is, byte for byte. */
export function sendOutcome(reply: FastifyReply, outcome: Outcome): string {
  reply.header('content-type', 'application/json; charset=utf-8');
  if (outcome.replayed) reply.header('idempotency-replayed', 'true');
  return outcome.body;
}
