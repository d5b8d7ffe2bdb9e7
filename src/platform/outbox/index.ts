export { type Audience, type IssuedChunk, type OutboxTopic, type OutboxTopics, promise } from './outbox';
export { OutboxEntity } from './outbox.entity';
export { OutboxWorkerModule } from './outbox.module';
export { type OutboxHandler, OutboxHandlers } from './outbox-handlers';
