import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CONFIG, type Config } from '../../config/config';
import { BeginJobs } from './begin-jobs';
import { JobQueue } from './job-queue';
import { JobWorker } from './job-worker';

/**
 * What every job is given unless it says otherwise. Jobs that have ended go, failed ones too: they are logged and counted, the
 * work that is left is in MySQL, and a later job does it, after which an old failure would only mislead.
 */
const JOB_DEFAULTS = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  removeOnComplete: { age: 60, count: 1_000 },
  removeOnFail: true,
} as const;

/** A request must not wait for a Redis that is away: adding a job fails at once, and a scan of MySQL makes up for it. */
const PRODUCER = { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 1_000 };
/** The worker waits for Redis as long as it takes. */
const CONSUMER = { maxRetriesPerRequest: null };

BullModule.workerClass = JobWorker;
BullModule.queueClass = JobQueue;

/** BullMQ's connection settings, for the queues that modules register. */
@Module({})
export class QueueModule {
  /** A queue of our kind: by way of this module, so that the class is set before the queue is made. */
  static forQueue(name: string): DynamicModule {
    return BullModule.registerQueue({ name });
  }

  static forProducer(): DynamicModule {
    return withConnection(PRODUCER);
  }

  static forConsumer(): DynamicModule {
    return withConnection(CONSUMER);
  }
}

function withConnection(connection: object): DynamicModule {
  return {
    module: QueueModule,
    global: true,
    imports: [
      DiscoveryModule,
      BullModule.forRootAsync({
        inject: [CONFIG],
        useFactory: (config: Config) => ({
          connection: { url: config.REDIS_URL, ...connection },
          prefix: config.QUEUE_PREFIX,
          defaultJobOptions: JOB_DEFAULTS,
        }),
      }),
    ],
    providers: [BeginJobs],
    exports: [BullModule],
  };
}
