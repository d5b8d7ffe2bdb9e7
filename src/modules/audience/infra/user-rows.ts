import type { SqlReader, SqlValue, Tx } from '../../../platform/database';

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

const COLUMNS = `u.user_id AS userId, u.email, u.phone, u.locale, u.time_zone AS timeZone,
  u.email_opt_in AS emailOptIn, u.sms_opt_in AS smsOptIn, u.opted_out AS optedOut, u.quiet_from AS quietFrom,
  u.quiet_until AS quietUntil, u.last_active_at AS lastActiveAt`;

const toContact = (row: ContactRow): Contact => ({
  ...row,
  emailOptIn: row.emailOptIn === 1,
  smsOptIn: row.smsOptIn === 1,
  optedOut: row.optedOut === 1,
});

export async function selectUsers(reader: SqlReader, userIds: readonly string[]): Promise<Contact[]> {
  if (userIds.length === 0) return [];
  const rows = await reader.rows<ContactRow>(
    `SELECT ${COLUMNS} FROM audience_user u WHERE u.user_id IN (?) ORDER BY u.user_id`,
    [userIds.map(BigInt)],
  );
  return rows.map(toContact);
}

/** Which of these users the audience knows. */
export async function knownUsers(reader: SqlReader, userIds: readonly string[]): Promise<Set<string>> {
  const rows = await reader.rows<{ userId: string }>(
    'SELECT user_id AS userId FROM audience_user WHERE user_id IN (?)',
    [userIds.map(BigInt)],
  );
  return new Set(rows.map(({ userId }) => userId));
}

/** What can be written of a user, by column. */
const FIELDS = {
  email: 'email',
  phone: 'phone',
  locale: 'locale',
  timeZone: 'time_zone',
  emailOptIn: 'email_opt_in',
  smsOptIn: 'sms_opt_in',
  optedOut: 'opted_out',
  quietFrom: 'quiet_from',
  quietUntil: 'quiet_until',
} as const;
export type ContactChange = Partial<Pick<Contact, keyof typeof FIELDS>>;

/** Creates the user or overwrites the fields that are given; the others stay as they are. */
export async function upsertUser(tx: Tx, userId: string, change: ContactChange, now: Date): Promise<void> {
  const fields = (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).filter(
    (field) => change[field] !== undefined,
  );
  const columns = fields.map((field) => FIELDS[field]);
  const values = fields.map((field): SqlValue => change[field]);
  await tx.change(
    `INSERT INTO audience_user (${['user_id', ...columns, 'created_at', 'updated_at'].join(', ')}) VALUES (?)
     ON DUPLICATE KEY UPDATE ${[...columns, 'updated_at'].map((column) => `${column} = VALUES(${column})`).join(', ')}`,
    [[BigInt(userId), ...values, now, now]],
  );
}
