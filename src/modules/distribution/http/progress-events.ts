import { type BeforeApplicationShutdown, Injectable, type MessageEvent } from '@nestjs/common';
import { Observable, type Subscriber } from 'rxjs';
import type { Principal } from '../../../platform/auth';
import { rootLogger } from '../../../platform/logging';
import { AppError } from '../../../shared/errors';
import type { ProgressView } from '../application/distribution-view';
import { ReadDistributions } from '../application/read-distributions';
import { hasEnded } from '../domain/distribution-status';

const INTERVAL_MS = 1_000;
/** Each open stream costs two small queries a second. */
const MAX_STREAMS = 100;

/** The progress of a distribution as server-sent events: one a second, the last one when it has ended. */
@Injectable()
export class ProgressEvents implements BeforeApplicationShutdown {
  private streams = 0;
  private readonly open = new Set<Subscriber<MessageEvent>>();

  constructor(private readonly readDistributions: ReadDistributions) {}

  /** Whoever watches goes on with another process. */
  beforeApplicationShutdown(): void {
    for (const subscriber of [...this.open]) subscriber.complete();
  }

  /**
   * @param left aborted when whoever asked has gone, also before the stream has begun
   * @throws AppError DISTRIBUTION_NOT_FOUND, BUSY when too many are watching
   */
  async watch(
    caller: Principal,
    distributionId: string,
    left: AbortSignal,
  ): Promise<Observable<MessageEvent>> {
    if (this.streams >= MAX_STREAMS) throw new AppError('BUSY', { retryAfterSeconds: 5 });
    // Counted before anything is waited for, or any number of them would pass at once.
    const release = this.takePlace();
    let first: ProgressView;
    try {
      first = await this.readDistributions.progress(caller, distributionId);
    } catch (error) {
      release();
      throw error;
    }
    // Who left meanwhile is never subscribed: the end of the stream would not give their place back.
    left.addEventListener('abort', release, { once: true });
    if (left.aborted) release();
    return new Observable((subscriber) => {
      let timer: NodeJS.Timeout | undefined;
      this.open.add(subscriber);
      const show = (progress: ProgressView) => {
        subscriber.next({ type: 'progress', data: progress });
        if (hasEnded(progress)) subscriber.complete();
        else timer = setTimeout(() => void again(), INTERVAL_MS);
      };
      const again = async () => {
        try {
          show(await this.readDistributions.progress(caller, distributionId));
        } catch (error) {
          // Whoever watches asks again unasked, as event sources do.
          rootLogger.debug({ distributionId, err: error }, 'a stream of progress ended');
          subscriber.complete();
        }
      };
      show(first);
      return () => {
        release();
        this.open.delete(subscriber);
        clearTimeout(timer);
      };
    });
  }

  /** @returns gives it back, once however often it is called */
  private takePlace(): () => void {
    this.streams++;
    let taken = true;
    return () => {
      if (taken) this.streams--;
      taken = false;
    };
  }
}
