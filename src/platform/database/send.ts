import type { PoolConnection, QueryOptions } from 'mysql2';
import { AppError } from '../../shared/errors';
import { remainingMs } from '../deadline';
import type { SqlValue } from './sql';

/** A lost connection says so again and again while a server restarts; waiting longer than this helps no caller. */
export const RETRY_AFTER_SECONDS = 1;

/** How long statements, and their waits for locks, may take. */
export interface Limits {
  statementMs: number;
  /** As the sessions are set. */
  lockWaitSeconds: number;
}

/** What is kept back of a request's deadline, so that the answer of the database comes before its end. */
export const ANSWER_MS = 100;

/** The lock waits of sessions that are not as they were set: shortened for a request with little time left, or not known. */
const lockWaits = new WeakMap<PoolConnection, number | undefined>();

/**
 * Sends text to one connection. A statement past its time leaves a connection that must not be used again. Under a deadline neither
 * the statement nor its waits for locks take longer than is left of it.
 * @throws AppError BUSY when nothing is left: nothing was sent
 */
export async function send<Result>(connection: PoolConnection, sql: string, limits: Limits): Promise<Result> {
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
export function timeLeft(limitMs: number): number {
  const left = Math.min(limitMs, remainingMs() - ANSWER_MS);
  if (left <= 0) throw busy(new Error('the time of the request is over'));
  return left;
}

/**
 * Puts the values into a statement. The connections accept several statements at once, for a transaction to send: so a single
 * one must not hold a semicolon, which could only have come from text that should have been a value.
 */
export function bind(
  connection: PoolConnection,
  sql: string,
  values: readonly SqlValue[] | undefined,
): string {
  if (sql.includes(';')) throw new Error('a statement holds a semicolon: pass texts as values');
  return values === undefined ? sql : connection.format(sql, values as unknown[]);
}

export function busy(cause: unknown): AppError {
  return new AppError('BUSY', { retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
