import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { REDIS } from '../../../platform/redis';
import type { InboxAudience } from '../domain/inbox-audience';

/** The word that somebody has something new in their inbox, from process to process. */
const CHANNEL = 'notify:live';

@Injectable()
export class InboxPubSub implements OnApplicationShutdown {
  private subscriber?: Redis;

  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  /** Tells every process. @throws when Redis is away */
  async publish(audience: InboxAudience): Promise<void> {
    await this.redis.publish(CHANNEL, JSON.stringify(audience));
  }

  /**
   * Hears what is spread.
   * @param onReturn words may have been missed: Redis was away
   */
  subscribe(onWord: (audience: InboxAudience) => void, onReturn: () => void): void {
    const subscriber = this.redis.duplicate({
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      commandTimeout: undefined,
    });
    this.subscriber = subscriber;
    // The main connection's log says that Redis is away; once is enough.
    subscriber.on('error', () => undefined);
    subscriber.on('message', (_channel, text) => onWord(JSON.parse(text) as InboxAudience));
    subscriber.on('ready', onReturn);
    subscriber.subscribe(CHANNEL).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.subscriber?.disconnect();
  }
}
