import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { CloseOrders } from '../application/close-orders';
import { UNPAID_ORDER_QUEUE, type UnpaidOrderJob } from './unpaid-order.queue';

const CONCURRENCY = 4;

/** The fast path of the unpaid time-out. A job that runs twice, too early or for a paid order changes nothing. */
@Processor(UNPAID_ORDER_QUEUE, { concurrency: CONCURRENCY })
export class UnpaidOrderProcessor extends WorkerHost {
  constructor(private readonly closeOrders: CloseOrders) {
    super();
  }

  process(job: Job<UnpaidOrderJob>): Promise<void> {
    return this.closeOrders.timeOut(job.data.orderId);
  }
}
