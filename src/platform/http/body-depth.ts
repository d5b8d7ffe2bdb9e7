import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { AppError } from '../../shared/errors';

/** How deep a JSON body may be nested. Ours need six levels. */
export const MAX_BODY_DEPTH = 32;

/**
 * JSON.parse reads what is nested 100,000 deep; whatever walks such a value by recursion afterwards (validation, the
 * request's hash) runs out of stack. So it goes no further than here.
 */
export function refuseDeepBody(
  request: FastifyRequest,
  _reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  const { body } = request;
  // What another parser made of a body, a stream of CSV for one, is not a tree.
  const isJson =
    Array.isArray(body) || (body !== null && Object.getPrototypeOf(body ?? '') === Object.prototype);
  const tooDeep = isJson && isDeeperThan(body as object, MAX_BODY_DEPTH);
  done(
    tooDeep
      ? new AppError('MALFORMED_BODY', { detail: `The body is nested deeper than ${MAX_BODY_DEPTH} levels.` })
      : undefined,
  );
}

/** Goes no deeper than `levels` itself. */
function isDeeperThan(value: object, levels: number): boolean {
  if (levels === 0) return true;
  for (const child of Object.values(value)) {
    if (typeof child === 'object' && child !== null && isDeeperThan(child, levels - 1)) return true;
  }
  return false;
}
