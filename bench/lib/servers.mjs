import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { findMysqld, findRedisServer, startMysql, startRedis } from '../../scripts/servers/index.mjs';

const require = createRequire(import.meta.url);

/** InnoDB with room for the data of a run, as a server for this purpose would be set up; every commit is synced. */
const SETTINGS = { bufferPoolMib: 1024, maxConnections: 500, extra: { 'innodb-log-file-size': '512M' } };

/**
 * Own servers with a migrated database, and the environment for the processes that use them.
 * @returns {Promise<{ mysql: any, redis: any, env: Record<string, string>, stop(): Promise<void> }>}
 */
export async function startServers() {
  const mysqld = findMysqld();
  const redisServer = findRedisServer();
  if (!mysqld || !redisServer) throw new Error('needs mysqld or mariadbd, and redis-server or valkey-server');
  if (mysqld.flavour === 'mysql') SETTINGS.extra = { 'innodb-redo-log-capacity': '1G' };
  const [mysql, redis] = await Promise.all([
    startMysql({ program: mysqld, settings: SETTINGS }),
    startRedis({ program: redisServer }),
  ]);
  const env = {
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    HOST: '127.0.0.1',
    DATABASE_URL: mysql.url,
    REDIS_URL: redis.url,
    JWT_SECRET: randomBytes(32).toString('hex'),
  };
  const { migrate } = require('../../dist/src/platform/database/orm');
  const { loadConfig } = require('../../dist/src/config/config');
  const { schema } = require('../../dist/src/schema');
  await migrate(loadConfig(env), schema);
  return {
    mysql,
    redis,
    env,
    stop: async () => {
      await redis.stop();
      await mysql.stop();
    },
  };
}

/**
 * Lends a connection to the servers' MySQL, for as long as `use` takes. Ids come as text.
 * @template T @param {{ mysql: any }} servers @param {(connection: any) => Promise<T>} use
 */
export async function withMysql({ mysql }, use) {
  const { createConnection } = require('mysql2/promise');
  const connection = await createConnection({
    uri: mysql.url,
    bigNumberStrings: true,
    supportBigNumbers: true,
  });
  try {
    return await use(connection);
  } finally {
    await connection.end();
  }
}

/**
 * Lends a connection to the servers' Redis, for as long as `use` takes.
 * @template T @param {{ redis: any }} servers @param {(redis: any) => Promise<T>} use
 */
export async function withRedis(servers, use) {
  const { Redis } = require('ioredis');
  const redis = new Redis(servers.redis.url);
  // A command that fails says so itself.
  redis.on('error', () => undefined);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

/** What the figures of a run depend on. */
export async function describeServers(connection, { mysql, redis }) {
  const [rows] = await connection.query(
    "SHOW VARIABLES WHERE Variable_name IN ('version','innodb_flush_log_at_trx_commit','sync_binlog','log_bin')",
  );
  const variables = Object.fromEntries(rows.map((row) => [row.Variable_name, row.Value]));
  return { node: process.version, database: mysql.name, redis: redis.name, ...variables };
}
