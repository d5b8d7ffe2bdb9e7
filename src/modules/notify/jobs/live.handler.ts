import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { type OutboxHandler, OutboxHandlers, type OutboxTopics } from '../../../platform/outbox';
import { REDIS } from '../../../platform/redis';
import { LIVE_CHANNEL } from '../infra/live-channel';

/**
 * Tells the processes that hold users' streams to look into the inboxes: over Redis, which knows no more than whom it is
 * about. What is said twice, or to nobody, does no harm.
 */
@Injectable()
export class LiveHandler implements OnModuleInit, OutboxHandler<'notify.live'> {
  readonly topic = 'notify.live';

  constructor(
    private readonly handlers: OutboxHandlers,
    @Inject(REDIS) private readonly redis: Redis,
  ) {}

  onModuleInit(): void {
    this.handlers.register(this);
  }

  async prepare(audience: OutboxTopics['notify.live']): Promise<void> {
    await this.redis.publish(LIVE_CHANNEL, JSON.stringify(audience));
  }

  async apply(): Promise<void> {
    // Saying it was all.
  }
}
