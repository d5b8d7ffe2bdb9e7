export { loadScripts, type RedisScript } from './load-scripts';
export { createRedis, REDIS, RedisModule } from './redis.module';
export { RestAfterFailure } from './rest-after-failure';
