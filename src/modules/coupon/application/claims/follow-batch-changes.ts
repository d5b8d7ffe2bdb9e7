import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../../../../platform/redis';
import { BATCH_CHANGED_CHANNEL } from '../../../batch';
import { HealGate } from './heal-gate';
import { TermsCache } from './terms-cache';

/** Hears of changed batches, so that terms and gate are fresh at once and not a second later. Missing a message is harmless. */
@Injectable()
export class FollowBatchChanges implements OnApplicationBootstrap, OnApplicationShutdown {
  private subscriber?: Redis;

  constructor(
    @Inject(REDIS) private readonly redis: Redis,
    private readonly terms: TermsCache,
    private readonly healGate: HealGate,
  ) {}

  onApplicationBootstrap(): void {
    const subscriber = this.redis.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      commandTimeout: undefined,
    });
    this.subscriber = subscriber;
    // The main connection's log says that Redis is away; once is enough.
    subscriber.on('error', () => undefined);
    subscriber.on('message', (_channel, batchId) => {
      this.terms.forget(batchId);
      this.healGate.heal(batchId, 'change').catch(() => undefined);
    });
    subscriber.subscribe(BATCH_CHANGED_CHANNEL).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.subscriber?.disconnect();
  }
}
