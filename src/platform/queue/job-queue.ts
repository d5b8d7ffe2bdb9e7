import { Queue } from 'bullmq';
import { withoutWaitingForRedis } from './without-waiting-for-redis';

/** BullMQ's queue, whose end does not wait for a Redis that is away. */
export class JobQueue extends Queue {
  override close(): Promise<void> {
    return withoutWaitingForRedis(super.close());
  }
}
