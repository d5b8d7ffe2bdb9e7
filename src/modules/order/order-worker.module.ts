import { Module } from '@nestjs/common';
import { QueueModule } from '../../platform/queue';
import { OrderScans } from './jobs/order-scans';
import { UnpaidOrderProcessor } from './jobs/unpaid-order.processor';
import { UNPAID_ORDER_QUEUE } from './jobs/unpaid-order.queue';
import { OrderModule } from './order.module';

/** Carries out jobs and due scans. */
@Module({
  imports: [QueueModule.forQueue(UNPAID_ORDER_QUEUE), OrderModule],
  providers: [UnpaidOrderProcessor, OrderScans],
})
export class OrderWorkerModule {}
