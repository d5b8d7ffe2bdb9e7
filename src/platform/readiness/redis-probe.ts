import { Inject, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { rootLogger } from '../logging';
import { REDIS } from '../redis';

/** A key that nothing else uses, and that goes by itself. */
const KEY = 'health:probe';
const TTL_MS = 10_000;

export type RedisState = 'up' | 'down';

/** Writes, as everything does that uses Redis: a replica, a full server and a node of a cluster all answer a PING. */
@Injectable()
export class RedisProbe {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  async state(): Promise<RedisState> {
    try {
      const [, cluster] = await Promise.all([
        this.redis.set(KEY, '1', 'PX', TTL_MS),
        this.redis.info('cluster'),
      ]);
      if (/^cluster_enabled:1/m.test(cluster)) throw new Error('a Redis Cluster is not supported');
      return 'up';
    } catch (error) {
      // That there is no connection is said by the client itself.
      if (this.redis.status === 'ready') rootLogger.warn({ reason: error }, 'Redis cannot be used');
      return 'down';
    }
  }
}
