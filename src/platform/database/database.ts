import type { Pool, PoolConnection } from 'mysql2';
import { remainingMs, withoutDeadline } from '../deadline';
import {
  isConnectionLost,
  isLockWaitTimeout,
  isServerUnwilling,
  isTransactionConflict,
} from './mysql-errors';
import { ANSWER_MS, bind, busy, type Limits, send, timeLeft } from './send';
import type { Change, SqlReader, SqlValue } from './sql';
import { Session, Tx } from './tx';

export interface TransactionOptions {
  /** How often the whole transaction may run, at most. */
  attempts?: number;
}

const MAX_ATTEMPTS = 3;

/**
 * The one way to MySQL. Statements outside a transaction commit by themselves; they throw BUSY when the server rolled them back
 * because of others. Sessions are READ COMMITTED and UTC.
 */
export class Database implements SqlReader {
  constructor(
    private readonly pool: Pool,
    private readonly limits: Limits,
  ) {}

  async rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]> {
    return this.withConnection((connection) => this.sendOne(connection, sql, values));
  }

  async row<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, values))[0];
  }

  async change(sql: string, values?: readonly SqlValue[]): Promise<Change> {
    return this.withConnection((connection) => this.sendOne(connection, sql, values));
  }

  /** Runs reads on one connection, where those that are issued together travel together. They are no snapshot. */
  async reads<T>(work: (reader: SqlReader) => Promise<T>): Promise<T> {
    return this.withConnection(async (connection) => {
      try {
        return await work(new Session(connection, this.limits));
      } catch (error) {
        throw isTransactionConflict(error) || isServerUnwilling(error) ? busy(error) : error;
      }
    });
  }

  private async sendOne<Result>(
    connection: PoolConnection,
    sql: string,
    values: readonly SqlValue[] | undefined,
  ): Promise<Result> {
    try {
      return await send(connection, bind(connection, sql, values), this.limits);
    } catch (error) {
      // A statement by itself is a transaction: one that gave way to others has changed nothing.
      throw isTransactionConflict(error) || isServerUnwilling(error) ? busy(error) : error;
    }
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
        if (!mayRunAgain(error)) throw translate(error);
        if (attempt >= attempts || isLockWaitTimeout(error) || remainingMs() <= ANSWER_MS) throw busy(error);
      }
    }
  }

  private async runOnce<T>(connection: PoolConnection, work: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = new Tx(connection, this.limits);
    try {
      const result = await work(tx);
      if (tx.hasWork) await tx.commit();
      return result;
    } catch (error) {
      if (tx.isOpen && !endsConnection(error)) await this.rollBack(connection);
      if (!tx.isCommitted || !mayRunAgain(error)) throw error;
      throw new Error('the work of a transaction failed after its COMMIT', { cause: error });
    }
  }

  /** Also past a deadline: the locks are others' as well. */
  private rollBack(connection: PoolConnection): Promise<unknown> {
    return withoutDeadline(() => send(connection, 'ROLLBACK', this.limits));
  }

  private async withConnection<T>(use: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await this.acquire();
    try {
      const result = await use(connection);
      connection.release();
      return result;
    } catch (error) {
      // A connection that failed in an unknown state may still hold locks; closing it makes the server roll back.
      if (endsConnection(error)) connection.destroy();
      else connection.release();
      throw error;
    }
  }

  private acquire(): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      let late = false;
      // A caller that waited past its time has given up: don't do work that nobody waits for.
      const timer = setTimeout(() => {
        late = true;
        reject(busy(new Error('waited too long for a database connection')));
      }, timeLeft(this.limits.statementMs));
      this.pool.getConnection((error, connection) => {
        clearTimeout(timer);
        if (late) connection?.release();
        else if (error) reject(translate(error));
        else resolve(connection);
      });
    });
  }
}

/** Nothing of the transaction has stayed, and another run of it may succeed. */
function mayRunAgain(error: unknown): boolean {
  return isTransactionConflict(error) || isConnectionLost(error);
}

function endsConnection(error: unknown): boolean {
  return isConnectionLost(error) || isConnectionLost((error as Error).cause);
}

/** Turns what the driver says about the server's condition into one answer; everything else stays as it is. */
function translate(error: unknown): unknown {
  const poolFull = error instanceof Error && error.message === 'Queue limit reached.';
  return isConnectionLost(error) || isServerUnwilling(error) || poolFull ? busy(error) : error;
}
