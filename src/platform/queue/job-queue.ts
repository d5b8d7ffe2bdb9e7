import { Queue } from 'bullmq';
import { logQueueError } from './log-queue-error';
import { withoutWaitingForRedis } from './without-waiting-for-redis';

/** Longer than a Redis that works takes for a page of jobs. */
const LIMIT_MS = 2_000;

/**
 * BullMQ's queue, which waits for a Redis that is away neither when something is asked of it nor at its end: two seconds at most, and
 * once they were in vain not at all until Redis is back. What is told to have failed may still be put on the queue later: jobs may
 * come twice, and scans of MySQL find what has none.
 */
export class JobQueue extends Queue {
  private redis?: { status: string };
  private wasSilent = false;

  constructor(...settings: ConstructorParameters<typeof Queue>) {
    super(...settings);
    this.on('error', logQueueError(this.name));
    this.getBackend().client.then(
      (redis) => {
        this.redis = redis;
      },
      // It ends before it has ever had a connection.
      () => undefined,
    );
  }

  override add(...job: Parameters<Queue['add']>): ReturnType<Queue['add']> {
    return this.inTime(() => super.add(...job));
  }

  override addBulk(jobs: Parameters<Queue['addBulk']>[0]): ReturnType<Queue['addBulk']> {
    return this.inTime(() => super.addBulk(jobs));
  }

  override upsertJobScheduler(
    ...scheduler: Parameters<Queue['upsertJobScheduler']>
  ): ReturnType<Queue['upsertJobScheduler']> {
    return this.inTime(() => super.upsertJobScheduler(...scheduler));
  }

  override getWaitingCount(): Promise<number> {
    return this.inTime(() => super.getWaitingCount());
  }

  override close(): Promise<void> {
    return withoutWaitingForRedis(super.close());
  }

  private async inTime<T>(ask: () => Promise<T>): Promise<T> {
    if (this.wasSilent && this.redis?.status !== 'ready') throw new Error('Redis is away');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.wasSilent = true;
        reject(new Error('Redis did not answer in time'));
      }, LIMIT_MS);
    });
    try {
      const answer = await Promise.race([ask(), late]);
      this.wasSilent = false;
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }
}
