import {
  checkRowLength,
  isRoundedNumber,
  looksLikeFormula,
  type RowError,
  readCsvHeader,
  readFlag,
  roundedNumber,
} from '../../../shared/csv';
import { isInstant } from '../../../shared/instant';
import { canonicalTimeZone, isTimeZone } from '../../../shared/time-zone';
import { type ConsentName, mayBeConsentTime } from './consent';
import { isEmail, isLocale, isPhone } from './contact-data';
import { LABEL_CODE } from './label';

const REQUIRED = ['user_id'] as const;
/** Fields of a user by the column that brings them; the order is that of the columns of a statement. */
export const USER_COLUMNS = ['email', 'phone', 'locale', 'time_zone', 'last_active_at'] as const;
export type UserColumn = (typeof USER_COLUMNS)[number];
/** What users agree to, by the column that reports it. */
export const CONSENT_BY_COLUMN = {
  email_opt_in: 'emailOptIn',
  sms_opt_in: 'smsOptIn',
  opted_out: 'optedOut',
} as const satisfies Record<string, ConsentName>;
type ConsentColumn = keyof typeof CONSENT_BY_COLUMN;
const CONSENT_COLUMNS = Object.keys(CONSENT_BY_COLUMN) as ConsentColumn[];
const OPTIONAL = [...USER_COLUMNS, ...CONSENT_COLUMNS, 'consent_at', 'tags', 'groups'] as const;
type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

/** Tags or groups of one user in a file. */
const MAX_CODES = 50;
const ID = /^[1-9]\d{0,15}$/;

/** One user of a file, checked. An empty value says nothing: whatever is known already stays. */
export interface ImportRow {
  userId: string;
  /** null: the value is empty. */
  values: Partial<Record<UserColumn, string | Date | null>>;
  /** Only what the row says something of. */
  consents: Partial<Record<ConsentName, boolean>>;
  /** When the user said so; null: it is not known. */
  consentAt: Date | null;
  /** Codes to be added; what the user has already stays. */
  tags: readonly string[];
  groups: readonly string[];
}

/** Reads the file's first line. */
export function readImportHeader(line: string): ReturnType<typeof readCsvHeader> {
  return readCsvHeader(line, { of: 'a file of users', required: REQUIRED, optional: OPTIONAL });
}

/** @param header one of {@link readImportHeader} */
export function parseImportRow(
  header: readonly string[],
  values: readonly string[],
  line: number,
  now: Date,
): { row: ImportRow } | { errors: RowError[] } {
  const wrongLength = checkRowLength(header, values, line);
  if (wrongLength) return { errors: [wrongLength] };
  const errors: RowError[] = [];
  const row: ImportRow = { userId: '', values: {}, consents: {}, consentAt: null, tags: [], groups: [] };
  for (let at = 0; at < header.length; at++) {
    const column = header[at] as Column;
    const value = values[at]!;
    const error = faultOf(column, value);
    if (error) errors.push({ line, field: column, ...error });
    else put(row, column, value);
  }
  if (row.consentAt !== null && !mayBeConsentTime(row.consentAt, now)) {
    const { code, be } = CHECKS.consent_at;
    errors.push({ line, field: 'consent_at', code, message: `consent_at must be ${be}` });
  }
  return errors.length > 0 ? { errors } : { row };
}

function put(row: ImportRow, column: Column, value: string): void {
  if (column === 'user_id') row.userId = value;
  else if (column === 'tags') row.tags = codesOf(value);
  else if (column === 'groups') row.groups = codesOf(value);
  else if (column === 'consent_at') row.consentAt = value === '' ? null : new Date(value);
  else if (isConsent(column)) row.consents[CONSENT_BY_COLUMN[column]] = readFlag(value);
  else if (value === '') row.values[column] = null;
  else if (column === 'last_active_at') row.values[column] = new Date(value);
  else if (column === 'time_zone') row.values[column] = canonicalTimeZone(value) ?? value;
  else row.values[column] = value;
}

function isConsent(column: Column): column is ConsentColumn {
  return Object.hasOwn(CONSENT_BY_COLUMN, column);
}

type Fault = Pick<RowError, 'code' | 'message'>;

/**
 * A phone number begins with a plus sign, as many formulas do, and is nothing but digits after it: it is the one column in
 * which a leading + is allowed.
 */
function faultOf(column: Column, value: string): Fault | undefined {
  if (isRoundedNumber(value)) return roundedNumber(column);
  if (column !== 'phone' && looksLikeFormula(value)) {
    return { code: 'FORMULA_CELL', message: `${column} begins like a formula of a spreadsheet` };
  }
  const check = CHECKS[column];
  const isEmpty = value === '' && column !== 'user_id';
  return isEmpty || check.holds(value)
    ? undefined
    : { code: check.code, message: `${column} must be ${check.be}` };
}

interface Check extends Pick<Fault, 'code'> {
  /** What it must be. */
  be: string;
  holds(value: string): boolean;
}

const flag: Check = {
  code: 'FLAG',
  be: 'true or false',
  holds: (value) => readFlag(value) !== undefined,
};
const codes: Check = {
  code: 'CODES',
  be: `at most ${MAX_CODES} different codes, separated by ";", each of 1 to 64 letters, digits, "_", ".", ":" or "-"`,
  holds: (value) => {
    const list = codesOf(value);
    return (
      list.length <= MAX_CODES &&
      new Set(list).size === list.length &&
      list.every((code) => LABEL_CODE.test(code))
    );
  },
};

const CHECKS: Record<Column, Check> = {
  user_id: {
    code: 'USER_ID',
    be: 'a positive integer of at most 16 digits',
    holds: (value) => ID.test(value),
  },
  email: { code: 'EMAIL', be: 'an e-mail address such as anna@example.com', holds: isEmail },
  phone: { code: 'PHONE', be: 'a number in E.164 such as +436641234567', holds: isPhone },
  locale: { code: 'LOCALE', be: 'a BCP 47 tag such as de-AT', holds: isLocale },
  time_zone: { code: 'TIME_ZONE', be: 'an IANA time zone such as Europe/Vienna', holds: isTimeZone },
  email_opt_in: flag,
  sms_opt_in: flag,
  opted_out: flag,
  last_active_at: {
    code: 'LAST_ACTIVE_AT',
    be: 'an RFC 3339 time of 2000 to 2199, such as 2026-11-24T08:00:00Z',
    holds: isInstant,
  },
  consent_at: {
    code: 'CONSENT_AT',
    be: 'an RFC 3339 time from 2000 on, such as 2026-11-24T08:00:00Z, not in the future',
    holds: isInstant,
  },
  tags: codes,
  groups: codes,
};

function codesOf(value: string): string[] {
  return value === '' ? [] : value.split(';').map((code) => code.trim());
}
