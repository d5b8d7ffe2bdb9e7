import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Observable } from 'rxjs';
import { CONFIG, type Config } from '../../config/config';
import { AppError } from '../../shared/errors';
import { Deadline } from '../deadline';

const READING = new Set(['GET', 'HEAD']);
const RETRY_AFTER_SECONDS = 1;

/**
 * A request is answered within its time. Its statements, waits for locks and calls of providers know how much is left of it, and
 * mostly say by themselves that it was not enough; for everything else, such as a wait in a queue, the answer comes from here, and
 * what is under way goes on. RateClass gives it to every route but those of the class `expensive`, which have the time that their size needs;
 * a stream's refusal would otherwise come after its headers.
 */
@Injectable()
export class RequestDeadline implements NestInterceptor {
  private readonly limitMs: number;

  constructor(@Inject(CONFIG) config: Config) {
    this.limitMs = config.REQUEST_DEADLINE_SECONDS * 1000;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
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
