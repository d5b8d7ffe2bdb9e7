import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

/** Many clients name a media type even where they send no body; that is no body, not a broken one. */
export function forgetTypeOfNothing(
  { headers }: FastifyRequest,
  _reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  if (headers['content-type'] !== undefined && headers['transfer-encoding'] === undefined) {
    if ((headers['content-length'] ?? '0') === '0') headers['content-type'] = undefined;
  }
  done();
}
