import { Queue } from 'bullmq';
import { logQueueError } from './log-queue-error';
import { withoutWaitingForRedis } from './without-waiting-for-redis';

/** Longer than a Redis that works takes for a page of jobs. */
const LIMIT_MS = 2_000;

/**
 * BullMQ's queue, which waits for a Redis that is away neither when something is put on it nor at its end. What is told to have
 * failed may still be put on the queue later: jobs may come twice, and scans of MySQL find what has none.
 */
export class JobQueue extends Queue {
  constructor(...settings: ConstructorParameters<typeof Queue>) {
    super(...settings);
    this.on('error', logQueueError(this.name));
  }

  override add(...job: Parameters<Queue['add']>): ReturnType<Queue['add']> {
    return inTime(super.add(...job));
  }

  override addBulk(jobs: Parameters<Queue['addBulk']>[0]): ReturnType<Queue['addBulk']> {
    return inTime(super.addBulk(jobs));
  }

  override upsertJobScheduler(
    ...scheduler: Parameters<Queue['upsertJobScheduler']>
  ): ReturnType<Queue['upsertJobScheduler']> {
    return inTime(super.upsertJobScheduler(...scheduler));
  }

  override close(): Promise<void> {
    return withoutWaitingForRedis(super.close());
  }
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis did not answer in time')), LIMIT_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
