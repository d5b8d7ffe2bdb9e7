import { rootLogger } from '../logging';

/**
 * Listens to what queues and workers say went wrong: a lost Redis, a job whose lock or data is gone. Nothing is lost by it, since
 * whatever must happen is found again in MySQL; but without a listener BullMQ prints it, past the log and its level.
 */
export const logQueueError = (queue: string) => (error: Error) =>
  rootLogger.warn({ queue, reason: error }, 'a queue had an error');
