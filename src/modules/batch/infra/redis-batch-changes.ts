import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { rootLogger } from '../../../platform/logging';
import { REDIS } from '../../../platform/redis';
import { BATCH_CHANGED_CHANNEL, BatchChanges } from '../application/batch-changes';

@Injectable()
export class RedisBatchChanges extends BatchChanges {
  constructor(@Inject(REDIS) private readonly redis: Redis) {
    super();
  }

  async changed(batchId: string): Promise<void> {
    try {
      await this.redis.publish(BATCH_CHANGED_CHANNEL, batchId);
    } catch (error) {
      rootLogger.warn({ batchId, err: error }, 'a change of a batch could not be told');
    }
  }
}
