export { CONSUMER, PRODUCER, QueueModule } from './queue.module';
