import { BullModule } from '@nestjs/bullmq';
import { Global, Module } from '@nestjs/common';
import { OutboxProcessor } from './outbox.processor';
import { OUTBOX_QUEUE } from './outbox.queue';
import { OutboxHandlers } from './outbox-handlers';
import { OutboxRelay } from './outbox-relay';

/** For the worker: relays promised work and carries it out. Writing to the outbox needs no module. */
@Global()
@Module({
  imports: [BullModule.registerQueue({ name: OUTBOX_QUEUE })],
  providers: [OutboxHandlers, OutboxRelay, OutboxProcessor],
  exports: [OutboxHandlers],
})
export class OutboxWorkerModule {}
