import type { PoolConnection } from 'mysql2';
import { AppError } from '../../shared/errors';
import { isConnectionLost, wasNeverSent } from './mysql-errors';
import { bind, type Limits, RETRY_AFTER_SECONDS, send } from './send';
import type { Change, SqlReader, SqlValue } from './sql';

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
export class Session implements SqlReader {
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
