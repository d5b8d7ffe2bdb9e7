import { isAppError } from '../../shared/errors';
import { isConnectionLost, isServerUnwilling, isTransactionConflict } from './mysql-errors';

/**
 * Work failed because a server was away or busy, so another try may succeed at once when it is well again; it says nothing
 * about the work itself. What wraps such an error counts as well.
 */
export function isServersFault(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if (isAppError(cause, 'BUSY', 'OUTCOME_UNKNOWN')) return true;
    if (isConnectionLost(cause) || isServerUnwilling(cause) || isTransactionConflict(cause)) return true;
    // The queue's client, while Redis is away.
    if (cause.name === 'MaxRetriesPerRequestError' || cause.message === 'Command timed out') return true;
  }
  return false;
}
