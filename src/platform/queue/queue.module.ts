import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config';

/** What every job is given unless it says otherwise. Done jobs go; failed ones stay long enough to be looked at. */
const JOB_DEFAULTS = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  removeOnComplete: { age: 60, count: 1_000 },
  removeOnFail: { age: 7 * 24 * 3_600, count: 10_000 },
} as const;

export const PRODUCER = 'producer';
export const CONSUMER = 'consumer';

/**
 * Two ways to talk to BullMQ's Redis: a producer must not keep a request waiting when Redis is away, a consumer waits for
 * as long as it takes.
 */
@Module({})
export class QueueModule {
  static forRoot(): DynamicModule {
    const settings = (configKey: string, connection: object) =>
      BullModule.forRootAsync(configKey, {
        inject: [CONFIG],
        useFactory: (config: Config) => ({
          connection: { url: config.REDIS_URL, ...connection },
          prefix: config.QUEUE_PREFIX,
          defaultJobOptions: JOB_DEFAULTS,
        }),
      });
    return {
      module: QueueModule,
      global: true,
      imports: [
        settings(PRODUCER, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 1_000 }),
        settings(CONSUMER, { maxRetriesPerRequest: null }),
      ],
      exports: [BullModule],
    };
  }
}
