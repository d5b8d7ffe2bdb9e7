import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { createConnection } from 'mysql2/promise';
import { loadConfig } from '../../../src/config/config';
import { migrate } from '../../../src/platform/database/orm';
import { schema } from '../../../src/schema';

export const JWT_SECRET = 'a-secret-for-tests-only-0123456789abcdef';
export const CODE_KEY = 'a-key-of-codes-for-tests-only-0123456789';
export const SANDBOX_WEBHOOK_SECRET = `whsec_${Buffer.from('another secret for tests only 01').toString('base64')}`;

function serverUrl(name: 'TEST_DATABASE_URL' | 'TEST_REDIS_URL'): string {
  const url = process.env[name];
  if (!url)
    throw new Error(`${name} is not set: run the tests with "npm test", which provides throw-away servers`);
  return url;
}

/**
 * A Redis database of this Jest worker's own, emptied. Workers run at the same time, files of one worker don't.
 * Worker ids start at 1, so database 0 stays free.
 */
async function emptyRedis(): Promise<string> {
  const url = new URL(serverUrl('TEST_REDIS_URL'));
  url.pathname = `/${process.env.JEST_WORKER_ID ?? '1'}`;
  const redis = new Redis(url.href);
  await redis.flushdb();
  redis.disconnect();
  return url.href;
}

async function onServer(sql: string): Promise<void> {
  const connection = await createConnection(serverUrl('TEST_DATABASE_URL'));
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}

export interface TestEnvironment {
  /** Environment variables for a process, or for this one. */
  env: Record<string, string>;
  drop(): Promise<void>;
}

/** A database without tables and an empty Redis for one test file. */
export async function emptyEnvironment(overrides: Record<string, string> = {}): Promise<TestEnvironment> {
  const name = `coupon_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  const database = new URL(serverUrl('TEST_DATABASE_URL'));
  database.pathname = `/${name}`;
  const env = {
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal',
    HOST: '127.0.0.1',
    SHUTDOWN_DRAIN_SECONDS: '0',
    PORT: '0',
    DATABASE_URL: database.href,
    REDIS_URL: await emptyRedis(),
    JWT_SECRET,
    SANDBOX_WEBHOOK_SECRETS: SANDBOX_WEBHOOK_SECRET,
    CODE_KEY,
    ...overrides,
  };
  return { env, drop: () => onServer(`DROP DATABASE IF EXISTS ${name}`) };
}

/** A migrated database and an empty Redis for one test file. */
export async function newEnvironment(overrides: Record<string, string> = {}): Promise<TestEnvironment> {
  const environment = await emptyEnvironment(overrides);
  await migrate(loadConfig(environment.env), schema);
  return environment;
}
