import type { Pool, PoolConnection, QueryOptions } from 'mysql2';
import { AppError } from '../../shared/errors';
import { remainingMs, withoutDeadline } from '../deadline';
import {
  isConnectionLost,
  isLockWaitTimeout,
  isServerUnwilling,
  isTransactionConflict,
  wasNeverSent,
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

/** How long statements, and their waits for locks, may take. */
export interface Limits {
  statementMs: number;
  /** As the sessions are set. */
  lockWaitSeconds: number;
}

/** What is kept back of a request's deadline, so that the answer of the database comes before its end. */
const ANSWER_MS = 100;

/** The lock waits of sessions that are not as they were set: shortened for a request with little time left, or not known. */
const lockWaits = new WeakMap<PoolConnection, number | undefined>();

/**
 * Sends text to one connection. A statement past its time leaves a connection that must not be used again. Under a deadline neither
 * the statement nor its waits for locks take longer than is left of it.
 * @throws AppError BUSY when nothing is left: nothing was sent
 */
async function send<Result>(connection: PoolConnection, sql: string, limits: Limits): Promise<Result> {
  const timeout = timeLeft(limits.statementMs);
  const lockWait = Math.max(1, Math.min(limits.lockWaitSeconds, Math.floor(timeout / 1000)));
  const isSet = lockWaits.has(connection) ? lockWaits.get(connection) : limits.lockWaitSeconds;
  if (isSet === lockWait) return query<Result>(connection, sql, timeout);
  lockWaits.set(connection, undefined);
  const setting = `SET SESSION innodb_lock_wait_timeout = ${lockWait}`;
  const [, ...results] = await query<unknown[]>(connection, `${setting};${sql}`, timeout);
  if (lockWait === limits.lockWaitSeconds) lockWaits.delete(connection);
  else lockWaits.set(connection, lockWait);
  return (results.length === 1 ? results[0] : results) as Result;
}

function query<Result>(connection: PoolConnection, sql: string, timeout: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const options: QueryOptions = { sql, timeout: Math.ceil(timeout) };
    connection.query(options, (error, result) => (error ? reject(error) : resolve(result as Result)));
  });
}

/** @throws AppError BUSY when the deadline leaves no time */
function timeLeft(limitMs: number): number {
  const left = Math.min(limitMs, remainingMs() - ANSWER_MS);
  if (left <= 0) throw busy(new Error('the time of the request is over'));
  return left;
}

/**
 * Puts the values into a statement. The connections accept several statements at once, for {@link Tx} to send: so a single
 * one must not hold a semicolon, which could only have come from text that should have been a value.
 */
function bind(connection: PoolConnection, sql: string, values: readonly SqlValue[] | undefined): string {
  if (sql.includes(';')) throw new Error('a statement holds a semicolon: pass texts as values');
  return values === undefined ? sql : connection.format(sql, values as unknown[]);
}

interface Waiting {
  sql: string;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/**
 * One connection for a while. By itself it is for reads that belong to no transaction: each sees what is committed when it runs.
 * Statements that are issued in the same turn, without waiting for each other, travel together and run in the order in which they
 * were issued; the first that fails keeps the later ones from running, and its error reaches all of them.
 */
class Session implements SqlReader {
  private waiting: Waiting[] = [];

  constructor(
    protected readonly connection: PoolConnection,
    protected readonly limits: Limits,
  ) {}

  rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]> {
    return this.submit(sql, values);
  }

  async row<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, values))[0];
  }

  /** What has to travel before the next statements. */
  protected opening(): string[] {
    return [];
  }

  /** What has to travel after them. */
  protected closing(): string[] {
    return [];
  }

  /** When what was issued in this turn is sent: in a microtask, after what is running now has issued all that it issues without waiting. */
  protected atEndOfTurn(act: () => void): void {
    queueMicrotask(act);
  }

  protected succeeded(): void {
    // Nothing follows from it here.
  }

  /** What it means to the callers that these statements failed. */
  protected failure(error: unknown): unknown {
    return error;
  }

  protected async submit<Result>(sql: string, values: readonly SqlValue[] | undefined): Promise<Result> {
    const bound = bind(this.connection, sql, values);
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ sql: bound, resolve: resolve as Waiting['resolve'], reject });
      if (this.waiting.length === 1) this.atEndOfTurn(() => void this.sendWaiting());
    });
  }

  private async sendWaiting(): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    try {
      const opening = this.opening();
      const statements = [...opening, ...group.map(({ sql }) => sql), ...this.closing()];
      const result = await send<unknown>(this.connection, statements.join(';'), this.limits);
      const results = statements.length === 1 ? [result] : (result as unknown[]);
      this.succeeded();
      group.forEach(({ resolve }, at) => void resolve(results[opening.length + at]));
    } catch (error) {
      const failure = this.failure(error);
      for (const { reject } of group) reject(failure);
    }
  }
}

/**
 * One open transaction: passed explicitly, first, to everything that takes part in it. START TRANSACTION travels with the first
 * statements.
 */
export class Tx extends Session {
  private readonly last: string[] = [];
  private begun = false;
  /**
   * How far its end is:
   * - later: statements may follow;
   * - with-next ({@link commitWith}, {@link commit}): COMMIT travels with the next statements;
   * - refused: a part of those threw before they left, so nothing of them does, and whoever began the transaction rolls back;
   * - sent: COMMIT is on its way; a connection that breaks now leaves the outcome unknown;
   * - committed: the server said so.
   */
  private ending: 'later' | 'with-next' | 'refused' | 'sent' | 'committed' = 'later';

  /** Whether the server knows of the transaction. */
  get isOpen(): boolean {
    return this.begun && !this.isCommitted;
  }

  get isCommitted(): boolean {
    return this.ending === 'committed';
  }

  /** Whether there is anything left to commit. */
  get hasWork(): boolean {
    return !this.isCommitted && (this.begun || this.last.length > 0);
  }

  change(sql: string, values?: readonly SqlValue[]): Promise<Change> {
    return this.submit(sql, values);
  }

  /**
   * Adds a statement that nothing waits for: it travels with COMMIT and saves a round trip. If it fails, nothing is committed. It
   * comes after every other statement, so it must only touch rows that this transaction has locked already, or made.
   * {@link sendLast} sends it earlier.
   */
  changeAtCommit(sql: string, values?: readonly SqlValue[]): void {
    this.last.push(bind(this.connection, sql, values));
  }

  /** Sends what would travel with COMMIT, because something else has to come after it. */
  async sendLast(): Promise<void> {
    const statements = [...this.opening(), ...this.last.splice(0)];
    await send(this.connection, statements.join(';'), this.limits);
  }

  /**
   * COMMIT travels with the last statements: one trip less, and their locks are not held for a trip. Each must FAIL where nothing
   * may be committed, since nobody looks at what it did before; their results come after the commit.
   * @param issue issues all of them before it waits for anything; when a part of it throws first, none of them is sent
   */
  async commitWith<T>(issue: () => Promise<T>): Promise<T> {
    this.ending = 'with-next';
    const issued = issue();
    issued.catch(() => {
      if (this.ending === 'with-next') this.ending = 'refused';
    });
    return issued;
  }

  /** Ends the transaction, for the one who began it. */
  async commit(): Promise<void> {
    const opening = this.opening();
    this.ending = 'with-next';
    const statements = [...opening, ...this.closing()];
    try {
      await send(this.connection, statements.join(';'), this.limits);
      this.succeeded();
    } catch (error) {
      throw this.failure(error);
    }
  }

  protected override atEndOfTurn(act: () => void): void {
    // After everything that is settled by now has told so: a part that threw is known before COMMIT leaves.
    if (this.ending === 'with-next') process.nextTick(act);
    else super.atEndOfTurn(act);
  }

  protected override opening(): string[] {
    if (this.ending === 'refused') throw new Error('nothing is sent: a part of the last statements failed');
    if (this.ending === 'sent' || this.isCommitted) {
      throw new Error('nothing can follow the COMMIT of a transaction');
    }
    if (this.begun) return [];
    this.begun = true;
    return ['START TRANSACTION'];
  }

  protected override closing(): string[] {
    if (this.ending === 'later') return [];
    this.ending = 'sent';
    return [...this.last, 'COMMIT'];
  }

  protected override succeeded(): void {
    if (this.ending === 'sent') this.ending = 'committed';
  }

  protected override failure(error: unknown): unknown {
    if (this.ending !== 'sent' || !isConnectionLost(error) || wasNeverSent(error)) return error;
    return new AppError('OUTCOME_UNKNOWN', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
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

function busy(cause: unknown): AppError {
  return new AppError('BUSY', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}

/** Turns what the driver says about the server's condition into one answer; everything else stays as it is. */
function translate(error: unknown): unknown {
  const poolFull = error instanceof Error && error.message === 'Queue limit reached.';
  return isConnectionLost(error) || isServerUnwilling(error) || poolFull ? busy(error) : error;
}
