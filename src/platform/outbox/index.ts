export { OutboxEntity } from './outbox.entity';
export { OutboxWorkerModule } from './outbox.module';
export { type OutboxHandler, OutboxHandlers } from './outbox-handlers';
export { enqueue, type OutboxTopic, outboxTopic, type PayloadOf } from './outbox-topic';
