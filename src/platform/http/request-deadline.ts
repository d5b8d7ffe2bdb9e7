import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { AppError } from '../../shared/errors';
import { Deadline } from '../deadline';
import { rateClassOfRoute } from '../limits';
import { sendProblem } from './problem.filter';

const READING = new Set(['GET', 'HEAD']);
const RETRY_AFTER_SECONDS = 1;

/**
 * A request is answered within its time, from when its body has been read. Its statements, waits for locks and calls of providers
 * know how much is left of it, and mostly say by themselves that it was not enough; for everything else, such as a wait in a queue,
 * the answer comes from here, and what is under way goes on. Requests of the class `expensive` have the time that their size needs.
 *
 * It is a hook and no interceptor, which would cost a claim a fifth of its time. Claims are not told how much is left, which costs
 * as well: what they wait for is done for a whole group, and that has no deadline of one of its members.
 */
export function requestDeadline(limitMs: number) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const rateClass = rateClassOfRoute(request);
    if (rateClass === undefined || rateClass === 'expensive') {
      done();
      return;
    }
    const deadline = Deadline.after(limitMs);
    const timer = setTimeout(() => {
      if (!reply.sent) sendProblem(request, reply, late(request.method));
      deadline.end();
    }, limitMs);
    reply.raw.once('close', () => {
      // Whose client has gone is still done, in the time that it would have had.
      if (!reply.raw.writableFinished) return;
      clearTimeout(timer);
      deadline.end();
    });
    if (rateClass === 'claim') done();
    else deadline.run(done);
  };
}

/** What changes something may have done so, or still do. */
function late(method: string): AppError {
  return new AppError(READING.has(method) ? 'BUSY' : 'OUTCOME_UNKNOWN', {
    detail: 'The request took longer than it may.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
