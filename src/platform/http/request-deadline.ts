import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { AppError } from '../../shared/errors';
import { Deadline } from '../deadline';
import { rateClassOf } from '../limits';

const READING = new Set(['GET', 'HEAD']);
const RETRY_AFTER_SECONDS = 1;

/**
 * A request is answered within its time. Its statements, waits for locks and calls of providers know how much is left of it, and
 * mostly say by themselves that it was not enough; for everything else, such as a wait in a queue, the answer comes from here, and
 * what is under way goes on. Requests of the class `expensive` have the time that their size needs.
 */
export class RequestDeadline implements NestInterceptor {
  constructor(
    private readonly limitMs: number,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (rateClassOf(this.reflector, context.getHandler(), context.getClass()) === 'expensive')
      return next.handle();
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    return new Observable((subscriber) => {
      const deadline = Deadline.after(this.limitMs);
      const timer = setTimeout(() => subscriber.error(late(method)), this.limitMs);
      const work = deadline.run(() =>
        next.handle().subscribe({
          next: (answer) => subscriber.next(answer),
          error: (error: unknown) => {
            deadline.keep();
            subscriber.error(error);
          },
          complete: () => {
            deadline.keep();
            subscriber.complete();
          },
        }),
      );
      return () => {
        clearTimeout(timer);
        work.unsubscribe();
      };
    });
  }
}

/** What changes something may have done so, or still do. */
function late(method: string): AppError {
  return new AppError(READING.has(method) ? 'BUSY' : 'OUTCOME_UNKNOWN', {
    detail: 'The request took longer than it may.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
