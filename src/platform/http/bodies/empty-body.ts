import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

/** Many clients say "JSON" even where they send no body; that is no body, not a broken one. */
export function forgetTypeOfNothing(
  { headers }: FastifyRequest,
  _reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  if (headers['content-type']?.startsWith('application/json') && headers['transfer-encoding'] === undefined) {
    if ((headers['content-length'] ?? '0') === '0') headers['content-type'] = undefined;
  }
  done();
}
