import type { SqlReader, SqlValue } from '../../../platform/database';
import type { SqlFragment, UserWindow } from '../infra/selection-sql';

/** How and when a user may be reached. Absent means: not known, the installation's default applies. */
export interface Contact {
  userId: string;
  email: string | null;
  /** E.164. */
  phone: string | null;
  /** BCP 47. */
  locale: string | null;
  /** IANA. */
  timeZone: string | null;
  emailOptIn: boolean;
  smsOptIn: boolean;
  /** Wants no messages that he didn't ask for, on no channel. */
  optedOut: boolean;
  /** `HH:MM` in the user's time zone, both or none; may span midnight. */
  quietFrom: string | null;
  quietUntil: string | null;
  lastActiveAt: Date | null;
}

type ContactRow = Omit<Contact, 'emailOptIn' | 'smsOptIn' | 'optedOut'> & {
  emailOptIn: number;
  smsOptIn: number;
  optedOut: number;
};

/** Contact data of these users, by id; users whom the audience doesn't know are not among them. */
export async function readContacts(
  reader: SqlReader,
  userIds: readonly string[],
): Promise<Map<string, Contact>> {
  if (userIds.length === 0) return new Map();
  const rows = await reader.rows<ContactRow>(
    `SELECT user_id AS userId, email, phone, locale, time_zone AS timeZone, email_opt_in AS emailOptIn,
       sms_opt_in AS smsOptIn, opted_out AS optedOut, quiet_from AS quietFrom, quiet_until AS quietUntil,
       last_active_at AS lastActiveAt
     FROM audience_user WHERE user_id IN (?)`,
    [userIds],
  );
  return new Map(
    rows.map((row) => [
      row.userId,
      {
        ...row,
        emailOptIn: row.emailOptIn === 1,
        smsOptIn: row.smsOptIn === 1,
        optedOut: row.optedOut === 1,
      },
    ]),
  );
}

/**
 * Whom messages may go to at all: not opted out, and active since then where that is asked. Columns `user_id`, `locale`, `time_zone` (both may be
 * NULL); embed it as `FROM (${sql}) r`, or join it by `user_id`. A walk in order of id, as of a selection.
 */
export function recipientsSql(options: UserWindow & { activeSince: Date | null }): SqlFragment {
  const { activeSince, afterUserId, untilUserId } = options;
  const params: SqlValue[] = [];
  let where = 'u.opted_out = 0';
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
