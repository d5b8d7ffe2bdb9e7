import { type Connection, createPool, type Pool } from 'mysql2';
import type { Config } from '../../config/config';

/** Injection token of the connections. They are {@link Database}'s alone. */
export const POOL = Symbol('the pool of connections');

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

/** The connections of a process, each with the settings of our sessions. Nothing is connected to yet. */
export function openPool(config: Config): Pool {
  const pool = createPool({
    uri: config.DATABASE_URL,
    charset: 'utf8mb4',
    multipleStatements: true,
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    stringifyObjects: true,
    connectionLimit: config.DATABASE_POOL_SIZE,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxIdle: config.DATABASE_POOL_SIZE,
    idleTimeout: (SESSION_IDLE_SECONDS * 1000) / 2,
    queueLimit: config.DATABASE_POOL_SIZE * 50,
    enableKeepAlive: true,
  });
  pool.on('connection', (connection: Connection) => {
    for (const setting of sessionSettings(config)) {
      connection.query(setting, (error) => {
        if (error) connection.destroy();
      });
    }
  });
  return pool;
}
