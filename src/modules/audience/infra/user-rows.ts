import type { SqlReader, SqlValue, Tx } from '../../../platform/database';
import { CONSENTS, type Consents } from '../domain/consent';
import type { Contact, ContactFields, Undeliverable } from '../domain/contact-data';
import type { UserFacts } from '../domain/selection';
import { CONSENT_COLUMNS, type ConsentRow, consentColumns, consentValues, toConsents } from './consent-rows';

type ContactRow = ConsentRow & {
  userId: string;
  email: string | null;
  phone: string | null;
  locale: string | null;
  timeZone: string | null;
  emailUndeliverableAt: Date | null;
  emailUndeliverableCode: string | null;
  phoneUndeliverableAt: Date | null;
  phoneUndeliverableCode: string | null;
  quietFrom: string | null;
  quietUntil: string | null;
  lastActiveAt: Date | null;
};

const COLUMNS = `u.user_id AS userId, u.email, u.phone, u.locale, u.time_zone AS timeZone,
  u.email_undeliverable_at AS emailUndeliverableAt, u.email_undeliverable_code AS emailUndeliverableCode,
  u.phone_undeliverable_at AS phoneUndeliverableAt, u.phone_undeliverable_code AS phoneUndeliverableCode,
  ${CONSENT_COLUMNS}, u.quiet_from AS quietFrom, u.quiet_until AS quietUntil, u.last_active_at AS lastActiveAt`;

function toContact(row: ContactRow): Contact {
  const consents = toConsents(row);
  return {
    userId: row.userId,
    email: row.email,
    phone: row.phone,
    locale: row.locale,
    timeZone: row.timeZone,
    emailOptIn: consents.emailOptIn.value,
    smsOptIn: consents.smsOptIn.value,
    optedOut: consents.optedOut.value,
    consents,
    emailUndeliverable: toUndeliverable(row.emailUndeliverableAt, row.emailUndeliverableCode),
    phoneUndeliverable: toUndeliverable(row.phoneUndeliverableAt, row.phoneUndeliverableCode),
    quietFrom: row.quietFrom,
    quietUntil: row.quietUntil,
    lastActiveAt: row.lastActiveAt,
  };
}

function toUndeliverable(at: Date | null, code: string | null): Undeliverable | null {
  return at === null ? null : { at, code: code ?? '' };
}

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
  quietFrom: 'quiet_from',
  quietUntil: 'quiet_until',
} as const satisfies Record<keyof ContactFields, string>;

/** Creates the user or overwrites the fields that are given; the others stay as they are. */
export async function upsertUser(
  tx: Tx,
  userId: string,
  { fields, consents }: { fields: ContactFields; consents: Partial<Consents> },
  now: Date,
): Promise<void> {
  const given = (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).filter(
    (field) => fields[field] !== undefined,
  );
  const consentNames = CONSENTS.filter((name) => consents[name] !== undefined);
  const columns = [...given.map((field) => FIELDS[field]), ...consentNames.flatMap(consentColumns)];
  const values: SqlValue[] = [
    ...given.map((field) => fields[field]),
    ...consentNames.flatMap((name) => consentValues(consents[name]!)),
  ];
  const updates = [
    // Before the address itself: of another one nothing is known.
    ...ADDRESSES.filter((address) => given.includes(address)).flatMap((address) =>
      forgetUndeliverable(address, `VALUES(${address})`),
    ),
    ...[...columns, 'updated_at'].map((column) => `${column} = VALUES(${column})`),
  ];
  await tx.change(
    `INSERT INTO audience_user (${['user_id', ...columns, 'created_at', 'updated_at'].join(', ')}) VALUES (?)
     ON DUPLICATE KEY UPDATE ${updates.join(', ')}`,
    [[BigInt(userId), ...values, now, now]],
  );
}

export const ADDRESSES = ['email', 'phone'] as const;
export type Address = (typeof ADDRESSES)[number];

/** Assignments of an INSERT … ON DUPLICATE KEY UPDATE, to stand before that of the address. @param next its new value, in SQL */
export function forgetUndeliverable(address: Address, next: string): string[] {
  return ['at', 'code'].map((what) => {
    const column = `${address}_undeliverable_${what}`;
    return `${column} = IF(${next} <=> ${address}, ${column}, NULL)`;
  });
}

/**
 * Notes that an address can't be reached, if it is still the user's.
 * @returns false when it isn't, or when that is known already
 */
export async function markUndeliverable(
  tx: Tx,
  { userId, address, value, code }: { userId: string; address: Address; value: string; code: string },
  now: Date,
): Promise<boolean> {
  const { affectedRows } = await tx.change(
    `UPDATE audience_user SET ${address}_undeliverable_at = ?, ${address}_undeliverable_code = ?
     WHERE user_id = ? AND ${address} = ? AND ${address}_undeliverable_at IS NULL`,
    [now, code.slice(0, MAX_CODE), BigInt(userId), value],
  );
  return affectedRows === 1;
}

const MAX_CODE = 20;

/** @returns false when there is no such user */
export async function clearUndeliverable(tx: Tx, userId: string, now: Date): Promise<boolean> {
  const { affectedRows } = await tx.change(
    `UPDATE audience_user SET email_undeliverable_at = NULL, email_undeliverable_code = NULL,
       phone_undeliverable_at = NULL, phone_undeliverable_code = NULL, updated_at = ? WHERE user_id = ?`,
    [now, BigInt(userId)],
  );
  return affectedRows === 1;
}
