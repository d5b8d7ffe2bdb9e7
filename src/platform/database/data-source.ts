import mysql2, { type Connection, type PoolOptions } from 'mysql2';
import { createConnection } from 'mysql2/promise';
import type { DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Config } from '../../config/config';
import { MIGRATIONS_TABLE } from './pending-migrations';

/** Seconds after which the server ends a silent session, so that a half-open connection can't hold row locks for hours. */
const SESSION_IDLE_SECONDS = 30;
const CONNECT_TIMEOUT_MS = 5_000;

/** What both servers must agree on for a session, whatever their configuration says. */
function sessionSettings(config: Config): string[] {
  return [
    "SET SESSION time_zone = '+00:00'",
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    `SET SESSION wait_timeout = ${SESSION_IDLE_SECONDS}`,
    `SET SESSION innodb_lock_wait_timeout = ${config.DATABASE_LOCK_WAIT_SECONDS}`,
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
  ];
}

/** TypeORM opens its first connection before any hook can be set, so the session settings are put on here. */
function driverWithSessions(config: Config): typeof mysql2 {
  const createPool = (options: PoolOptions) => {
    const pool = mysql2.createPool(options);
    pool.on('connection', (connection: Connection) => {
      for (const setting of sessionSettings(config)) {
        connection.query(setting, (error) => {
          if (error) connection.destroy();
        });
      }
    });
    return pool;
  };
  return { ...mysql2, createPool } as typeof mysql2;
}

/** TypeORM must know the server it talks to, or its schema comparison re-creates JSON columns. */
export async function detectServer(url: string): Promise<'mysql' | 'mariadb'> {
  const connection = await createConnection({ uri: url, connectTimeout: CONNECT_TIMEOUT_MS });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return /mariadb/i.test((rows as { version: string }[])[0]?.version ?? '') ? 'mariadb' : 'mysql';
  } finally {
    connection.destroy();
  }
}

export interface Schema {
  entities: EntityTarget<ObjectLiteral>[];
  migrations: (new () => object)[];
}

/** @param config names the database; `schema` lists entities and migrations (no globs: they break under Jest) */
export async function dataSourceOptions(config: Config, schema: Schema): Promise<DataSourceOptions> {
  return {
    type: await detectServer(config.DATABASE_URL),
    url: config.DATABASE_URL,
    driver: driverWithSessions(config),
    charset: 'utf8mb4',
    multipleStatements: true,
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    poolSize: config.DATABASE_POOL_SIZE,
    connectTimeout: CONNECT_TIMEOUT_MS,
    extra: {
      maxIdle: config.DATABASE_POOL_SIZE,
      idleTimeout: (SESSION_IDLE_SECONDS * 1000) / 2,
      queueLimit: config.DATABASE_POOL_SIZE * 50,
      enableKeepAlive: true,
    },
    entities: schema.entities as never,
    migrations: schema.migrations as never,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'none',
    synchronize: false,
    logging: false,
  };
}
