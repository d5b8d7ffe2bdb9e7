import { type DynamicModule, Module } from '@nestjs/common';
import { QueueModule } from '../queue';
import { OutboxProcessor } from './outbox.processor';
import { OUTBOX_QUEUE } from './outbox.queue';
import { OUTBOX_TOPICS, OutboxHandlers } from './outbox-handlers';
import { OutboxRelay } from './outbox-relay';
import type { OutboxTopic } from './outbox-topic';

/** For the worker: relays promised work and carries it out. Writing to the outbox needs no module. */
@Module({})
export class OutboxWorkerModule {
  /** @param topics all that modules declare: the worker does not start when one of them has no handler */
  static forTopics(topics: readonly OutboxTopic[]): DynamicModule {
    return {
      module: OutboxWorkerModule,
      global: true,
      imports: [QueueModule.forQueue(OUTBOX_QUEUE)],
      providers: [{ provide: OUTBOX_TOPICS, useValue: topics }, OutboxHandlers, OutboxRelay, OutboxProcessor],
      exports: [OutboxHandlers],
    };
  }
}
