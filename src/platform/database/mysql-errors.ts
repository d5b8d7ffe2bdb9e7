/** What the server says, by number: names and texts differ between MySQL and MariaDB. */
const LOCK_WAIT_TIMEOUT = 1205;
const DEADLOCK = 1213;
const RECORD_CHANGED = 1020;
const DUPLICATE_KEY = 1062;
const NULL_IN_NOT_NULL = 1048;
const NO_SUCH_TABLE = 1146;
const READ_ONLY = new Set([1290, 1836]);
/** The server ends the session: shutdown (1053), query or connection killed (1317, 1927), idle too long (4031). */
const SESSION_ENDED = new Set([1053, 1152, 1184, 1317, 1927, 4031]);
/**
 * Too many connections (1040, 1203), read only while failing over (1290, 1836), no room left for a table or on the disk (1021, 1114),
 * a COMMIT that the server refused and rolled back (1180).
 */
const SERVER_UNWILLING = new Set([...READ_ONLY, 1040, 1203, 1021, 1114, 1180]);
/** Errors of files, of which only a full disk passes by itself: writing (3, 1026), disk full (20), of a storage engine (1030). */
const OF_FILES = new Set([3, 20, 1026, 1030]);
const DISK_FULL = /no space left|dis[ck] (?:is )?full|(?:errno:?|error) "?28\b/i;

const CLOSED = /connection is in closed state/i;

interface MysqlError extends Error {
  errno: number;
  sqlState?: string;
  sqlMessage?: string;
}

function isServerError(error: unknown): error is MysqlError {
  return error instanceof Error && 'sqlState' in error && typeof (error as MysqlError).errno === 'number';
}

/** The transaction was rolled back because of others, so running the whole of it again is right. */
export function isTransactionConflict(error: unknown): boolean {
  return isServerError(error) && [LOCK_WAIT_TIMEOUT, DEADLOCK, RECORD_CHANGED].includes(error.errno);
}

/** The wait for a lock ran out; the same may happen again at once, so it is not worth three tries. */
export function isLockWaitTimeout(error: unknown): boolean {
  return isServerError(error) && error.errno === LOCK_WAIT_TIMEOUT;
}

/** @param key name of the unique key; without it any duplicate counts */
export function isDuplicateKey(error: unknown, key?: string): boolean {
  if (!isServerError(error) || error.errno !== DUPLICATE_KEY) return false;
  return key === undefined || (error.sqlMessage ?? error.message).includes(key);
}

/** The schema is not there, or not yet. */
export function isTableMissing(error: unknown): boolean {
  return isServerError(error) && error.errno === NO_SUCH_TABLE;
}

/** A column that can't be NULL got NULL: how a statement refuses when its guard doesn't hold. */
export function isGuardRefusal(error: unknown): boolean {
  return isServerError(error) && error.errno === NULL_IN_NOT_NULL;
}

/**
 * The connection is gone or in an unknown state. Whatever was not committed is rolled back by the server; whether a
 * COMMIT that was under way took effect cannot be known.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isServerError(error)) return SESSION_ENDED.has(error.errno);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return (
    code.startsWith('PROTOCOL_') ||
    [
      'ECONNRESET',
      'ECONNREFUSED',
      'EPIPE',
      'ETIMEDOUT',
      'ENOTFOUND',
      'EHOSTUNREACH',
      'ENOENT',
      'EAI_AGAIN',
    ].includes(code) ||
    CLOSED.test(error.message) ||
    /Connection lost|Pool is closed/i.test(error.message)
  );
}

/** The driver knew that the connection is closed, and sent nothing: what was under way before is rolled back. */
export function wasNeverSent(error: unknown): boolean {
  return error instanceof Error && CLOSED.test(error.message);
}

/** A replica, or a server that fails over. The error may be the cause of what it was turned into. */
export function isReadOnly(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (isServerError(error) && READ_ONLY.has(error.errno)) || isReadOnly(error.cause);
}

/** The server answers, but can't work now. */
export function isServerUnwilling(error: unknown): boolean {
  if (!isServerError(error)) return false;
  return SERVER_UNWILLING.has(error.errno) || (OF_FILES.has(error.errno) && DISK_FULL.test(error.message));
}
