import { performance } from 'node:perf_hooks';
import type { Pool, PoolConnection, QueryOptions } from 'mysql2';
import { AppError } from '../../shared/errors';
import {
  isConnectionLost,
  isLockWaitTimeout,
  isServerUnwilling,
  isTransactionConflict,
} from './mysql-errors';

export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Buffer
  | null
  | undefined
  | readonly SqlValue[];

/** What a statement that changes rows did. `affectedRows` counts rows FOUND by the WHERE, changed or not. */
export interface Change {
  affectedRows: number;
  /** The value of AUTO_INCREMENT or LAST_INSERT_ID(expr), or 0. */
  insertId: number;
  warningStatus: number;
}

/** Reads rows; the database itself and an open transaction both do. */
export interface SqlReader {
  rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  row<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row | undefined>;
}

/** Runs a statement on one connection. A statement past its time leaves a connection that must not be used again. */
function send<Result>(
  connection: PoolConnection | Pool,
  sql: string,
  values: readonly SqlValue[] | undefined,
  timeout: number,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const options: QueryOptions = { sql, values: values as unknown[] | undefined, timeout };
    (connection as Pool).query(options, (error, result) =>
      error ? reject(error) : resolve(result as Result),
    );
  });
}

/** One open transaction: passed explicitly, first, to everything that takes part in it. */
export class Tx implements SqlReader {
  constructor(
    private readonly connection: PoolConnection,
    private readonly timeoutMs: number,
  ) {}

  rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]> {
    return send(this.connection, sql, values, this.timeoutMs);
  }

  async row<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, values))[0];
  }

  change(sql: string, values?: readonly SqlValue[]): Promise<Change> {
    return send(this.connection, sql, values, this.timeoutMs);
  }
}

export interface TransactionOptions {
  /** How often the whole transaction may run, at most. */
  attempts?: number;
}

const MAX_ATTEMPTS = 3;
/** A lost connection says so again and again while a server restarts; waiting longer than this helps no caller. */
const RETRY_AFTER_SECONDS = 1;

/**
 * The one way to MySQL. Statements outside a transaction commit by themselves. Sessions are READ COMMITTED and UTC.
 */
export class Database implements SqlReader {
  constructor(
    private readonly pool: Pool,
    private readonly timeoutMs: number,
  ) {}

  async rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]> {
    return this.withConnection((connection) => send(connection, sql, values, this.timeoutMs));
  }

  async row<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, values))[0];
  }

  async change(sql: string, values?: readonly SqlValue[]): Promise<Change> {
    return this.withConnection((connection) => send(connection, sql, values, this.timeoutMs));
  }

  /**
   * Runs `work` in one transaction and commits it. When the server rolled it back because of others (deadlock, lock
   * wait, changed row), or the connection was lost before COMMIT was sent, the WHOLE work runs again, three times at
   * most: so it must touch nothing but the transaction.
   * @throws AppError BUSY when the database cannot do it now; nothing happened
   * @throws AppError OUTCOME_UNKNOWN when the connection was lost while COMMIT was under way
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const attempts = options.attempts ?? MAX_ATTEMPTS;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.withConnection((connection) => this.runOnce(connection, work));
      } catch (error) {
        const again = isTransactionConflict(error) || isConnectionLost(error);
        if (!again) throw translate(error);
        if (attempt >= attempts || isLockWaitTimeout(error)) throw busy(error);
      }
    }
  }

  private async runOnce<T>(connection: PoolConnection, work: (tx: Tx) => Promise<T>): Promise<T> {
    await send(connection, 'START TRANSACTION', undefined, this.timeoutMs);
    let result: T;
    try {
      result = await work(new Tx(connection, this.timeoutMs));
    } catch (error) {
      if (!isConnectionLost(error)) await send(connection, 'ROLLBACK', undefined, this.timeoutMs);
      throw error;
    }
    try {
      await send(connection, 'COMMIT', undefined, this.timeoutMs);
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      throw new AppError('OUTCOME_UNKNOWN', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
    }
    return result;
  }

  private async withConnection<T>(use: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await this.acquire();
    try {
      const result = await use(connection);
      connection.release();
      return result;
    } catch (error) {
      // A connection that failed in an unknown state may still hold locks; closing it makes the server roll back.
      if (isConnectionLost(error) || isConnectionLost((error as Error).cause)) connection.destroy();
      else connection.release();
      throw error;
    }
  }

  private acquire(): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + this.timeoutMs;
      this.pool.getConnection((error, connection) => {
        if (error) return reject(translate(error));
        // A caller that waited past its time has given up: don't do work that nobody waits for.
        if (performance.now() > deadline) {
          connection.release();
          return reject(busy(new Error('waited too long for a database connection')));
        }
        resolve(connection);
      });
    });
  }
}

function busy(cause: unknown): AppError {
  return new AppError('BUSY', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}

/** Turns what the driver says about the server's condition into one answer; everything else stays as it is. */
function translate(error: unknown): unknown {
  const poolFull = error instanceof Error && error.message === 'Queue limit reached.';
  return isConnectionLost(error) || isServerUnwilling(error) || poolFull ? busy(error) : error;
}
