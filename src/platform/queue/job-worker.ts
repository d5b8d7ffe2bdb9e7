import { setTimeout as pause } from 'node:timers/promises';
import { type Job, type Processor, Worker, type WorkerOptions } from 'bullmq';
import { rootLogger } from '../logging';
import { counter } from '../metrics';
import { logQueueError } from './log-queue-error';
import { withoutWaitingForRedis } from './without-waiting-for-redis';

const failures = counter('coupon_job_failures_total', 'Tries of jobs that failed', ['queue', 'last']);

const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 10_000;

/**
 * BullMQ's worker, which begins when it is told to, and in two ways is more patient and less so:
 * - An answer of Redis that stays an error (READONLY after a failover, OOM, MOVED of a cluster) is asked for again after a pause
 *   that doubles up to ten seconds. BullMQ asks again at once.
 * - Its end waits for its jobs, and not for a Redis that is away: what Redis does not hear of is carried out again, which changes
 *   nothing.
 */
export class JobWorker extends Worker {
  private readonly jobsUnderWay = new Set<Promise<unknown>>();
  private readonly ending = new AbortController();
  private failures = 0;

  constructor(name: string, processor: Processor, options: WorkerOptions) {
    super(name, processor, { ...options, autorun: false });
    this.on('error', logQueueError(name));
    this.on('failed', (job, error) => logFailure(name, job, error));
  }

  /** Takes jobs from now on, unless the process ends already. */
  begin(): void {
    if (this.ending.signal.aborted) return;
    this.run().catch((error: unknown) => this.emit('error', error as Error));
  }

  override async close(force?: boolean): Promise<void> {
    this.ending.abort();
    const closed = super.close(force);
    await Promise.allSettled(this.jobsUnderWay);
    await withoutWaitingForRedis(closed);
  }

  protected override async moveToActive(token: string, name?: string): Promise<Job> {
    try {
      const job = await super.moveToActive(token, name);
      this.failures = 0;
      return job;
    } catch (error) {
      const waitMs = Math.min(FIRST_WAIT_MS * 2 ** Math.min(this.failures++, 10), MAX_WAIT_MS);
      await pause(waitMs, undefined, { signal: this.ending.signal }).catch(() => undefined);
      throw error;
    }
  }

  protected override async callProcessJob(job: Job, token: string, signal?: AbortSignal): Promise<unknown> {
    const work = super.callProcessJob(job, token, signal);
    this.jobsUnderWay.add(work);
    return work.finally(() => this.jobsUnderWay.delete(work));
  }
}

function logFailure(queue: string, job: Job | undefined, error: Error): void {
  const last = job === undefined || job.attemptsMade >= (job.opts.attempts ?? 1);
  failures.inc({ queue, last: last ? 'yes' : 'no' });
  rootLogger.warn({ queue, job: job?.id, attempts: job?.attemptsMade, last, err: error }, 'a job failed');
}
