import { parseImportRow, readImportHeader } from './import-row';

const HEADER = [
  'user_id',
  'email',
  'phone',
  'locale',
  'time_zone',
  'email_opt_in',
  'sms_opt_in',
  'opted_out',
  'consent_at',
  'last_active_at',
  'tags',
  'groups',
];
const GOOD: Record<string, string> = {
  user_id: '1001',
  email: 'anna@example.com',
  phone: '+436641234567',
  locale: 'de-AT',
  time_zone: 'Europe/Vienna',
  email_opt_in: 'true',
  sms_opt_in: 'false',
  opted_out: '',
  consent_at: '2026-11-01T00:00:00Z',
  last_active_at: '2026-11-24T08:00:00Z',
  tags: 'vip; new',
  groups: 'testers',
};
const NOW = new Date('2026-11-24T09:00:00Z');
const parse = (overrides: Record<string, string> = {}) => {
  const values = { ...GOOD, ...overrides };
  return parseImportRow(
    HEADER,
    HEADER.map((column) => values[column]!),
    2,
    NOW,
  );
};
const codesOf = (overrides: Record<string, string>) => {
  const parsed = parse(overrides);
  return 'errors' in parsed ? parsed.errors.map(({ field, code }) => `${field}:${code}`) : [];
};

test('reads a row', () => {
  expect(parse()).toEqual({
    row: {
      userId: '1001',
      values: {
        email: 'anna@example.com',
        phone: '+436641234567',
        locale: 'de-AT',
        time_zone: 'Europe/Vienna',
        last_active_at: new Date('2026-11-24T08:00:00Z'),
      },
      consents: { emailOptIn: true, smsOptIn: false, optedOut: undefined },
      consentAt: new Date('2026-11-01T00:00:00Z'),
      tags: ['vip', 'new'],
      groups: ['testers'],
    },
  });
});

test.each(['europe/vienna', 'EUROPE/VIENNA'])(
  'a time zone spelled %s is stored as any other spelling of it',
  (name) => {
    expect(parse({ time_zone: name })).toMatchObject({ row: { values: { time_zone: 'Europe/Vienna' } } });
  },
);

test('every column but the id may be empty, and says nothing then', () => {
  const empty = Object.fromEntries(HEADER.slice(1).map((column) => [column, '']));
  expect(parse(empty)).toMatchObject({
    row: {
      values: { email: null, phone: null, last_active_at: null },
      consents: { emailOptIn: undefined, smsOptIn: undefined, optedOut: undefined },
      consentAt: null,
      tags: [],
      groups: [],
    },
  });
  expect(codesOf({ user_id: '' })).toEqual(['user_id:USER_ID']);
});

test.each([
  [{ user_id: '0' }, 'user_id:USER_ID'],
  [{ user_id: '1e3' }, 'user_id:USER_ID'],
  [{ user_id: '12345678901234567' }, 'user_id:USER_ID'],
  [{ email: 'anna' }, 'email:EMAIL'],
  [{ email: 'a@b' }, 'email:EMAIL'],
  [{ email: 'a b@example.com' }, 'email:EMAIL'],
  [{ email: `${'x'.repeat(250)}@example.com` }, 'email:EMAIL'],
  [{ phone: '06641234567' }, 'phone:PHONE'],
  [{ phone: '+43 664' }, 'phone:PHONE'],
  [{ phone: '+1+1' }, 'phone:PHONE'],
  [{ phone: '=1+1' }, 'phone:PHONE'],
  [{ locale: 'german' }, 'locale:LOCALE'],
  [{ time_zone: 'Vienna' }, 'time_zone:TIME_ZONE'],
  [{ time_zone: 'UTC+1' }, 'time_zone:TIME_ZONE'],
  [{ email_opt_in: 'yes' }, 'email_opt_in:FLAG'],
  [{ opted_out: '1' }, 'opted_out:FLAG'],
  [{ last_active_at: '24.11.2026' }, 'last_active_at:LAST_ACTIVE_AT'],
  [{ last_active_at: '2026-02-30T00:00:00Z' }, 'last_active_at:LAST_ACTIVE_AT'],
  [{ consent_at: '24.11.2026' }, 'consent_at:CONSENT_AT'],
  [{ consent_at: '2026-11-25T00:00:00Z' }, 'consent_at:CONSENT_AT'],
  [{ tags: 'a b' }, 'tags:CODES'],
  [{ tags: 'a;;b' }, 'tags:CODES'],
  [{ tags: 'a;a' }, 'tags:CODES'],
  [{ groups: 'x'.repeat(65) }, 'groups:CODES'],
  [{ email: '=HYPERLINK("http://x")@example.com' }, 'email:FORMULA_CELL'],
  [{ email: '+anna@example.com' }, 'email:FORMULA_CELL'],
  [{ tags: '@SUM(1)' }, 'tags:FORMULA_CELL'],
  [{ locale: '-1' }, 'locale:FORMULA_CELL'],
  [{ user_id: '+1' }, 'user_id:FORMULA_CELL'],
])('refuses %j', (overrides, code) => {
  expect(codesOf(overrides)).toEqual([code]);
});

test('says everything that is wrong with a row', () => {
  expect(codesOf({ user_id: 'x', email: 'x', phone: 'x' })).toEqual([
    'user_id:USER_ID',
    'email:EMAIL',
    'phone:PHONE',
  ]);
  expect(parseImportRow(HEADER, ['1', 'x'], 7, NOW)).toMatchObject({
    errors: [{ line: 7, field: null, code: 'ROW_LENGTH' }],
  });
});

test('a file needs the id and may have the other columns, in any order', () => {
  const codesOfHeader = (line: string) => {
    const read = readImportHeader(line);
    return 'errors' in read ? read.errors.map(({ code }) => code) : read.header;
  };
  expect(codesOfHeader([...HEADER].reverse().join())).toEqual([...HEADER].reverse());
  expect(codesOfHeader('user_id')).toEqual(['user_id']);
  expect(codesOfHeader('email')).toEqual(['COLUMN_MISSING']);
  expect(codesOfHeader('user_id,age')).toEqual(['COLUMN_UNKNOWN']);
});

test.each(['TRUE', 'True', 'true'])('a flag may be written as %s', (value) => {
  expect(parse({ email_opt_in: value, opted_out: value.replace(/true/i, 'FALSE') })).toMatchObject({
    row: { consents: { emailOptIn: true, optedOut: false } },
  });
});

test.each([
  ['phone', '4.4E+11'],
  ['phone', '4,36641E+11'],
  ['user_id', '1E+15'],
])('a number that a spreadsheet has rounded is said to be that: %s %s', (column, value) => {
  expect(codesOf({ [column]: value })).toEqual([`${column}:ROUNDED_NUMBER`]);
});
