export { loadScripts, type RedisScript } from './load-scripts';
export { createRedis, REDIS, RedisModule } from './redis.module';
