import { Redis } from 'ioredis';
import { type Config, ConfigError } from '../config/config';
import { detectServer } from './database';
import { reasonOf } from './logging';

const REDIS_LIMIT_MS = 2_000;

/** MySQL: account, password or database (MariaDB: also a socket's account) are not as the server wants them. */
const MYSQL_REFUSALS = new Set([1044, 1045, 1049, 1130, 1698]);
/** Redis: the state of a server, which passes. Any other refusal is of what was sent: the user, the password, the number. */
const REDIS_PASSING = /^(?:LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|MOVED|OOM|BUSY|TRYAGAIN|ERR max)/;

/**
 * Looks, before anything else is begun, whether what the configuration says of the servers can be right: a process that could never
 * work must not look as if it did.
 * @throws ConfigError MySQL does not answer, or one of the servers refuses the account. A Redis that is away is waited for.
 */
export async function checkServers(config: Config): Promise<void> {
  await Promise.all([checkMysql(config.DATABASE_URL), checkRedis(config.REDIS_URL)]);
}

async function checkMysql(url: string): Promise<void> {
  try {
    await detectServer(url);
  } catch (error) {
    const isRefusal = MYSQL_REFUSALS.has((error as { errno?: number }).errno ?? 0);
    const what = isRefusal ? 'MySQL refuses it' : `MySQL does not answer at ${new URL(url).host}`;
    throw new ConfigError(`DATABASE_URL: ${what}: ${reasonOf(error)}`);
  }
}

async function checkRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: REDIS_LIMIT_MS,
    commandTimeout: REDIS_LIMIT_MS,
    maxRetriesPerRequest: 0,
    reconnectOnError: () => false,
  });
  let refusal: Error | undefined;
  const note = (error: unknown): void => {
    if (error instanceof Error && error.name === 'ReplyError') refusal ??= error;
  };
  redis.on('error', note);
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    note(error);
  } finally {
    redis.disconnect();
  }
  if (refusal && !REDIS_PASSING.test(refusal.message)) {
    throw new ConfigError(`REDIS_URL: Redis refuses it: ${reasonOf(refusal)}`);
  }
}
