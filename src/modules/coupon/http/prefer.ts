import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Outcome } from '../../../platform/idempotency';
import { sendOutcome } from '../../../platform/idempotency/http';

/** RFC 7240: the caller would rather poll than wait. */
export function prefersAsync(request: FastifyRequest): boolean {
  return /(^|[,;\s])respond-async([,;\s]|$)/i.test(String(request.headers.prefer ?? ''));
}

/** 202 with where to look. */
export function sendAccepted(reply: FastifyReply, outcome: Outcome): string {
  const { operationId } = JSON.parse(outcome.body) as { operationId: string };
  reply.status(202).header('location', `/v1/operations/${operationId}`);
  reply.header('preference-applied', 'respond-async');
  return sendOutcome(reply, outcome);
}
