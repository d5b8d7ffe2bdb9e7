export { type OutboxHandler, OutboxHandlers } from './outbox-handlers';
export { enqueue, type OutboxTopic, outboxTopic, type PayloadOf } from './outbox-topic';
