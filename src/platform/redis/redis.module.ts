import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { CONFIG, type Config } from '../../config/config';
import { rootLogger } from '../logging/logger';

/** Injection token of the connection for short commands on request paths. */
export const REDIS = Symbol('REDIS');

const COMMAND_TIMEOUT_MS = 500;
const MAX_RECONNECT_DELAY_MS = 1_000;

/**
 * Redis only saves MySQL from work, so a request must not wait for a Redis that is away: commands fail at once while the
 * connection is down, and after half a second when it is silent.
 */
export function createRedis(config: Config): Redis {
  const redis = new Redis(config.REDIS_URL, {
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 2_000,
    keepAlive: 5_000,
    retryStrategy: (attempt) => Math.min(attempt * 50, MAX_RECONNECT_DELAY_MS),
  });
  let up = true;
  redis.on('error', (error) => {
    if (up) rootLogger.warn({ reason: error }, 'redis is away');
    up = false;
  });
  redis.on('ready', () => {
    if (!up) rootLogger.info('redis is back');
    up = true;
  });
  return redis;
}

@Global()
@Module({
  providers: [{ provide: REDIS, inject: [CONFIG], useFactory: createRedis }],
  exports: [REDIS],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(REDIS) private readonly redis: Redis) {}

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
