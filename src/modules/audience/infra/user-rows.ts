import type { SqlReader, SqlValue, Tx } from '../../../platform/database';
import type { Contact, ContactChange } from '../domain/contact-data';
import type { UserFacts } from '../domain/selection';

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

/** What selections ask of this user. */
export async function selectUserFacts(reader: SqlReader, userId: string): Promise<UserFacts> {
  const id = BigInt(userId);
  const [user, tags, groups] = await Promise.all([
    reader.row<{ lastActiveAt: Date | null }>(
      'SELECT last_active_at AS lastActiveAt FROM audience_user WHERE user_id = ?',
      [id],
    ),
    reader.rows<{ id: string }>('SELECT tag_id AS id FROM user_tag WHERE user_id = ?', [id]),
    reader.rows<{ id: string }>('SELECT group_id AS id FROM group_member WHERE user_id = ?', [id]),
  ]);
  return {
    userId,
    known: user !== undefined,
    tagIds: new Set(tags.map((row) => row.id)),
    groupIds: new Set(groups.map((row) => row.id)),
    lastActiveAt: user?.lastActiveAt ?? null,
  };
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
} as const satisfies Record<keyof ContactChange, string>;

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
