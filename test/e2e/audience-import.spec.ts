import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { runCommand } from '../support/servers/run-command';

jest.setTimeout(120_000);

let environment: TestEnvironment;
let connection: Connection;
let folder: string;

beforeAll(async () => {
  environment = await newEnvironment();
  connection = await createConnection(environment.env.DATABASE_URL!);
  await connection.query("INSERT INTO tag VALUES (1, 'vip', 'Best customers', UTC_TIMESTAMP())");
  await connection.query("INSERT INTO tag VALUES (2, 'new', 'New ones', UTC_TIMESTAMP())");
  folder = await mkdtemp(join(tmpdir(), 'coupon-import-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await connection.end();
  await environment.drop();
});

const importFile = (args: string[], overrides: Record<string, string> = {}) =>
  runCommand(['audience:import', ...args], { ...environment.env, ...overrides });

async function counts(): Promise<{ users: number; tagged: number; rejects: number }> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT (SELECT COUNT(*) FROM audience_user) AS users, (SELECT COUNT(*) FROM user_tag) AS tagged,
       (SELECT COUNT(*) FROM audience_import_reject) AS rejects`,
  );
  return rows[0] as { users: number; tagged: number; rejects: number };
}

test('an import that is killed after each chunk ends, resumed, as one that never was', async () => {
  const lines = Array.from(
    { length: 4_200 },
    (_, at) => `${at + 1},user${at + 1}@example.com,${at % 2 ? 'vip' : ''}`,
  );
  lines[10] = 'eleven,,';
  lines[1_500] = '1,again@example.com,';
  lines[4_199] = '4200,=1+1,';
  const file = join(folder, 'users.csv');
  await writeFile(file, `user_id,email,tags\n${lines.join('\n')}\n`);

  const first = await importFile([file], { FAULT_POINT: 'audience.import:after-chunk' });
  expect(first.code).toBeNull();
  const importId = /^import (\d+);/.exec(first.stderr)![1]!;
  expect(await counts()).toEqual({ users: 999, tagged: 500, rejects: 1 });
  for (let kill = 0; kill < 4; kill++) {
    const run = await importFile([file, '--import-id', importId], {
      FAULT_POINT: 'audience.import:after-chunk',
    });
    expect(run.code).toBeNull();
  }
  const last = await importFile([file, '--import-id', importId, '--json']);
  expect(last.code).toBe(0);
  expect(JSON.parse(last.stdout)).toMatchObject({
    importId,
    sourceName: 'users.csv',
    status: 'done',
    lineCount: 4_200,
    importedCount: 4_197,
    rejectedCount: 3,
    rejectsFile: `${file}.rejects.csv`,
  });
  expect(await counts()).toEqual({ users: 4_197, tagged: 2_099, rejects: 3 });
  const rejects = (await readFile(`${file}.rejects.csv`, 'utf8')).trimEnd().split('\r\n');
  expect(rejects.slice(1).map((line) => line.split(',').slice(0, 3))).toEqual([
    ['"12"', '"user_id"', '"USER_ID"'],
    ['"1502"', '"user_id"', '"USER_REPEATED"'],
    ['"4201"', '"email"', '"FORMULA_CELL"'],
  ]);
});

const utf16 = (text: string, isBigEndian: boolean) => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
};

test.each([
  ['UTF-16 with tabs and CRLF', '\t', '\r\n', (text: string) => utf16(text, false), 100_000],
  ['UTF-16, big-endian, with semicolons and CR', ';', '\r', (text: string) => utf16(text, true), 200_000],
  [
    'UTF-8 with its mark, semicolons and CRLF',
    ';',
    '\r\n',
    (text: string) => Buffer.from(`\uFEFF${text}`),
    300_000,
  ],
])('a file in %s goes on after each kill as it began', async (_what, separator, end, encode, firstId) => {
  const ids = Array.from({ length: 3_300 }, (_, at) => firstId + at);
  const rows = ids.map((id) => [id, `user${id}@example.com`, '"vip;new"', 'TRUE'].join(separator));
  // Characters of two and four bytes, wherever a chunk ends.
  rows[700] = [ids[700], 'ä😀@example.com', '', 'TRUE'].join(separator);
  const text = [['user_id', 'email', 'tags', 'email_opt_in'].join(separator), ...rows].join(end) + end;
  const file = join(folder, `users-${firstId}.csv`);
  await writeFile(file, encode(text));

  const kill = { FAULT_POINT: 'audience.import:after-chunk' };
  const first = await importFile([file], kill);
  const importId = /^import (\d+);/.exec(first.stderr)![1]!;
  const second = await importFile([file, '--import-id', importId], kill);
  expect([first.code, second.code]).toEqual([null, null]);
  const last = await importFile([file, '--import-id', importId, '--json']);
  expect(JSON.parse(last.stdout)).toMatchObject({
    ...{ status: 'done', lineCount: 3_300, importedCount: 3_299, rejectedCount: 1 },
  });
  const [users] = await connection.query<RowDataPacket[]>(
    `SELECT COUNT(*) AS n, SUM(email = CONCAT('user', user_id, '@example.com')) AS named, SUM(email_opt_in) AS agreed
     FROM audience_user WHERE user_id BETWEEN ? AND ?`,
    [firstId, firstId + 3_299],
  );
  expect(users[0]).toMatchObject({ n: 3_299, named: '3299', agreed: '3299' });
  const [rejects] = await connection.query<RowDataPacket[]>(
    'SELECT line_no, record FROM audience_import_reject WHERE import_id = ?',
    [importId],
  );
  expect(rejects).toMatchObject([{ line_no: 702, record: rows[700] }]);
});

test('what can not be imported is said on standard error, with its exit code', async () => {
  const file = join(folder, 'bad.csv');
  await writeFile(file, 'email\na@example.com\n');
  const header = await importFile([file, '--json']);
  expect([header.code, header.stdout]).toEqual([1, '']);
  expect(JSON.parse(header.stderr)).toMatchObject({
    code: 'IMPORT_HEADER_INVALID',
    rowErrors: [{ line: 1, field: 'user_id', code: 'COLUMN_MISSING' }],
  });
  const missing = await importFile([join(folder, 'none.csv'), '--json']);
  expect([missing.code, JSON.parse(missing.stderr).code]).toEqual([2, 'VALIDATION_FAILED']);
  await writeFile(file, 'user_id\n5\n');
  const unknown = await importFile([file, '--import-id', '999', '--json']);
  expect([unknown.code, JSON.parse(unknown.stderr).code]).toEqual([1, 'IMPORT_NOT_FOUND']);
});
