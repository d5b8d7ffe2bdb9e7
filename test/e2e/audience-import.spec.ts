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
