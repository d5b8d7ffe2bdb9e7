import type { SqlValue, Tx } from '../../../platform/database';
import { CONSENT_SOURCES, CONSENTS, type Consent, type ConsentName, type Consents } from '../domain/consent';

/** Columns by what they hold; beside each stand `…_at` and `…_source`. */
const COLUMN_OF = {
  emailOptIn: 'email_opt_in',
  smsOptIn: 'sms_opt_in',
  optedOut: 'opted_out',
} as const satisfies Record<ConsentName, string>;

export type ConsentRow = Record<ConsentName, number> &
  Record<`${ConsentName}At`, Date | null> &
  Record<`${ConsentName}Source`, number | null>;

/** To be selected of `audience_user u`, as {@link ConsentRow}. */
export const CONSENT_COLUMNS = CONSENTS.map((name) => {
  const column = COLUMN_OF[name];
  return `u.${column} AS ${name}, u.${column}_at AS ${name}At, u.${column}_source AS ${name}Source`;
}).join(', ');

export function toConsents(row: ConsentRow): Consents {
  const consentOf = (name: ConsentName): Consent => {
    const source = row[`${name}Source`];
    return {
      value: row[name] === 1,
      at: row[`${name}At`],
      source: source === null ? null : (CONSENT_SOURCES[source - 1] ?? null),
    };
  };
  return {
    emailOptIn: consentOf('emailOptIn'),
    smsOptIn: consentOf('smsOptIn'),
    optedOut: consentOf('optedOut'),
  };
}

export function consentColumns(name: ConsentName): string[] {
  const column = COLUMN_OF[name];
  return [column, `${column}_at`, `${column}_source`];
}

/** In the order of {@link consentColumns}. */
export function consentValues({ value, at, source }: Consent): SqlValue[] {
  return [value, at, source === null ? null : CONSENT_SOURCES.indexOf(source) + 1];
}

/**
 * Holds the rows of these users, whom it creates where nobody knows them, until the transaction ends: what is decided by their
 * consents is still so when it is written.
 * @param userIds in order of id, so that two transactions never wait for each other in a circle
 */
export async function holdConsents(
  tx: Tx,
  userIds: readonly string[],
  now: Date,
): Promise<Map<string, Consents>> {
  if (userIds.length === 0) return new Map();
  const ids = userIds.map(BigInt);
  const [, rows] = await Promise.all([
    tx.change(
      `INSERT INTO audience_user (user_id, created_at, updated_at) VALUES ?
       ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)`,
      [ids.map((id) => [id, now, now])],
    ),
    tx.rows<ConsentRow & { userId: string }>(
      `SELECT u.user_id AS userId, ${CONSENT_COLUMNS} FROM audience_user u WHERE u.user_id IN (?) FOR UPDATE`,
      [ids],
    ),
  ]);
  return new Map(rows.map((row) => [row.userId, toConsents(row)]));
}

/** The user's own word, by the link of an e-mail. It creates nobody. */
export async function refuseEmail(tx: Tx, userId: string, now: Date): Promise<void> {
  const columns = consentColumns('emailOptIn');
  await tx.change(
    `UPDATE audience_user SET ${columns.map((column) => `${column} = ?`).join(', ')}, updated_at = ? WHERE user_id = ?`,
    [...consentValues({ value: false, at: now, source: 'link' }), now, BigInt(userId)],
  );
}
