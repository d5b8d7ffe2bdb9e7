import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { rootLogger } from '../../../platform/logging';
import { Clock } from '../../../shared/clock';
import type { UnpaidOrderJobs } from '../application/unpaid-order-jobs';

export const UNPAID_ORDER_QUEUE = 'order.unpaid';

/** A job names the order; whether anything is to be done is read from MySQL. */
export interface UnpaidOrderJob {
  orderId: string;
}

@Injectable()
export class UnpaidOrderQueue implements UnpaidOrderJobs {
  constructor(
    @InjectQueue(UNPAID_ORDER_QUEUE) private readonly queue: Queue<UnpaidOrderJob>,
    private readonly clock: Clock,
  ) {}

  schedule(orderId: string, at: Date): void {
    const delay = Math.max(0, at.getTime() - this.clock.now().getTime());
    this.queue
      .add('close', { orderId }, { jobId: `unpaid-${orderId}`, delay })
      .catch((error: Error) => rootLogger.debug({ orderId, reason: error.message }, 'no time-out job'));
  }
}
