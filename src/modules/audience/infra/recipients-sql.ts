import type { SqlValue } from '../../../platform/database';
import type { SqlFragment, UserWindow } from './selection-sql';

/**
 * Whom messages may go to at all: not opted out (a transactional one goes to those as well), and active since then where that is asked. Columns `user_id`, `locale`, `time_zone` (both may be
 * NULL); embed it as `FROM (${sql}) r`, or join it by `user_id`. A walk in order of id, as of a selection.
 */
export function recipientsSql(
  options: UserWindow & { activeSince: Date | null; includeOptedOut?: boolean },
): SqlFragment {
  const { activeSince, afterUserId, untilUserId } = options;
  const params: SqlValue[] = [];
  let where = options.includeOptedOut ? 'TRUE' : 'u.opted_out = 0';
  if (activeSince !== null) {
    where += ' AND u.last_active_at >= ?';
    params.push(activeSince);
  }
  if (afterUserId !== undefined) {
    where += ' AND u.user_id > ?';
    params.push(BigInt(afterUserId));
  }
  if (untilUserId !== undefined) {
    where += ' AND u.user_id <= ?';
    params.push(BigInt(untilUserId));
  }
  const sql = `SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE ${where}`;
  return { sql, params };
}
