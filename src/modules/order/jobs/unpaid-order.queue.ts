import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { rootLogger } from '../../../platform/logging';
import { Clock } from '../../../shared/clock';
import type { UnpaidOrderJobs } from '../application/unpaid-order-jobs';

export const UNPAID_ORDER_QUEUE = 'order.unpaid';

const SECOND_MS = 1_000;
/** The queue's clock may run ahead of the database's by so much, and the job still finds what is due. */
const SLACK_MS = 100;

/**
 * One job for all orders whose time ends within one second, whichever process took them: it says when to look, and MySQL what
 * is due then.
 */
@Injectable()
export class UnpaidOrderQueue implements UnpaidOrderJobs {
  /** The second that this process scheduled last: orders come in order of time, so almost none needs a second look. */
  private scheduled = 0;

  constructor(
    @InjectQueue(UNPAID_ORDER_QUEUE) private readonly queue: Queue,
    private readonly clock: Clock,
  ) {}

  schedule(at: Date): void {
    const second = Math.ceil(at.getTime() / SECOND_MS);
    if (second === this.scheduled) return;
    this.scheduled = second;
    const delay = Math.max(0, second * SECOND_MS + SLACK_MS - this.clock.now().getTime());
    this.queue.add('close', {}, { jobId: `unpaid-${second}`, delay }).catch((error: Error) => {
      if (this.scheduled === second) this.scheduled = 0;
      rootLogger.debug({ at, reason: error }, 'no time-out job');
    });
  }
}
