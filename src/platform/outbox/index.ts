export { type Audience, enqueue, type IssuedChunk, type OutboxTopic, type OutboxTopics } from './outbox';
export { OutboxEntity } from './outbox.entity';
export { OutboxWorkerModule } from './outbox.module';
export { type OutboxHandler, OutboxHandlers } from './outbox-handlers';
