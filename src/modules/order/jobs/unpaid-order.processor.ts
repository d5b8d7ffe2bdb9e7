import { Processor, WorkerHost } from '@nestjs/bullmq';
import { CloseOrders } from '../application/close-orders';
import { UNPAID_ORDER_QUEUE } from './unpaid-order.queue';

/** The fast path of the unpaid time-out. A job that runs twice, too early or for orders that were paid changes nothing. */
@Processor(UNPAID_ORDER_QUEUE)
export class UnpaidOrderProcessor extends WorkerHost {
  constructor(private readonly closeOrders: CloseOrders) {
    super();
  }

  process(): Promise<void> {
    return this.closeOrders.timeOutDue();
  }
}
