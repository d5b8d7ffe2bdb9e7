import type { Config } from '../../../src/config/config';
import { ImportUsers } from '../../../src/modules/audience';
import { PurgeRejects } from '../../../src/modules/audience/application/imports/purge-rejects';
import { Clock } from '../../../src/shared/clock';
import { splitCsvLine } from '../../../src/shared/csv';
import { startApi, type TestApi } from '../../support/api';
import { merchantToken, platformToken, userToken } from '../../support/tokens';

let api: TestApi;
const token = platformToken();
const ACTOR = { role: 'platform', id: 'test' } as const;
let nextUser = 1_000;
/** Ids that no other test uses. */
const freshIds = (count: number) => Array.from({ length: count }, () => String(nextUser++));

beforeAll(async () => {
  api = await startApi();
  for (const code of ['vip', 'new']) {
    await api.call('POST', '/v1/audience/tags', { token, body: { code, name: code } });
  }
  await api.call('POST', '/v1/audience/groups', { token, body: { code: 'testers', name: 'Testers' } });
});
afterAll(() => api.stop());

const send = (csv: string | Buffer, headers: Record<string, string> = {}, url = '/v1/audience/imports') =>
  api.call('POST', url, { token, body: csv, headers: { 'content-type': 'text/csv', ...headers } });
const user = async (userId: string) =>
  (await api.call('GET', `/v1/audience/users/${userId}`, { token })).body;
const known = async (userIds: readonly string[]) =>
  (await api.database.rows('SELECT 1 FROM audience_user WHERE user_id IN (?)', [userIds])).length;
async function rejectsOf(importId: string): Promise<string[][]> {
  const reply = await api.call('GET', `/v1/audience/imports/${importId}/rejects`, { token });
  expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'text/csv; charset=utf-8' } });
  return reply.text
    .trimEnd()
    .split('\r\n')
    .map((line) => splitCsvLine(line)!);
}

test('imports users with their tags and groups; again, it overwrites what the file has a value for', async () => {
  const [a, b] = freshIds(2) as [string, string];
  const first = await send(
    `\uFEFFuser_id,email,tags,groups,email_opt_in,last_active_at\r\n${a},a@example.com,vip;new,testers,true,2026-11-01T00:00:00Z\r\n\r\n${b},,,,,\r\n`,
    {},
    '/v1/audience/imports?name=november.csv',
  );
  expect(first).toMatchObject({
    status: 201,
    body: { sourceName: 'november.csv', status: 'done', lineCount: 3, importedCount: 2, rejectedCount: 0 },
  });
  expect(await user(a)).toMatchObject({
    email: 'a@example.com',
    emailOptIn: true,
    tags: ['new', 'vip'],
    groups: ['testers'],
    lastActiveAt: '2026-11-01T00:00:00.000Z',
  });
  const second = await send(`locale,user_id,email,last_active_at,tags\nfr,${a},,2026-10-01T00:00:00Z,vip\n`);
  expect(second.body).toMatchObject({ importedCount: 1 });
  expect(await user(a)).toMatchObject({
    email: 'a@example.com',
    emailOptIn: true,
    locale: 'fr',
    tags: ['new', 'vip'],
    lastActiveAt: '2026-11-01T00:00:00.000Z',
  });
  expect(await rejectsOf(first.body.importId)).toEqual([['line', 'field', 'code', 'message', 'record']]);
});

test('good rows are imported, and each bad one is reported with its reason', async () => {
  const ids = freshIds(12);
  const bytes = Buffer.concat([
    Buffer.from('user_id,email,phone,tags\n'),
    Buffer.from(`${ids[0]},a@example.com,+436641234567,vip\n`),
    Buffer.from(`${ids[1]},a@example.com\n`),
    Buffer.from(`${ids[2]},x`),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(`@example.com,,\n`),
    Buffer.from(`${ids[3]},=cmd|' /C calc'!A0,,\n`),
    Buffer.from(`${ids[4]},"never closed,,\n`),
    Buffer.from(`${ids[0]},again@example.com,,\n`),
    Buffer.from(`${ids[5]},,,nope\n`),
    Buffer.from(`${ids[6]},,=1+1,vip\n`),
    Buffer.from(`zero,bad,1,vip\n`),
    Buffer.from(`${ids[7]},${'x'.repeat(20_000)},,\n`),
    Buffer.from(`${ids[8]},"quoted@example.com",,"new"\n`),
    Buffer.from(`${ids[9]},nul\0@example.com,,\n`),
  ]);
  const { status, body } = await send(bytes);
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { status: 'done', importedCount: 2, rejectedCount: 10 },
  });
  const rejects = await rejectsOf(body.importId);
  expect(rejects.slice(1).map(([line, field, code]) => [line, field, code])).toEqual([
    ['3', '', 'ROW_LENGTH'],
    ['4', '', 'NOT_UTF8'],
    ['5', 'email', 'FORMULA_CELL'],
    ['6', '', 'CSV_SYNTAX'],
    ['7', 'user_id', 'USER_REPEATED'],
    ['8', 'tags', 'TAG_UNKNOWN'],
    ['9', 'phone', 'PHONE'],
    ['10', 'user_id', 'USER_ID'],
    ['10', 'email', 'EMAIL'],
    ['10', 'phone', 'PHONE'],
    ['11', '', 'ROW_TOO_LONG'],
    ['13', 'email', 'EMAIL'],
  ]);
  expect(rejects[5]![4]).toBe(`${ids[0]},again@example.com,,`);
  expect(await known(ids)).toBe(2);
  expect((await user(ids[0]!)).email).toBe('a@example.com');
  expect(await user(ids[8]!)).toMatchObject({ email: 'quoted@example.com', tags: ['new'] });
});

test('a rejected row begins no formula in the file of rejects', async () => {
  const { body } = await send('user_id,email\n=1+1,x@example.com\n');
  const reply = await api.call('GET', `/v1/audience/imports/${body.importId}/rejects`, { token });
  expect(reply.text).toContain(`"'=1+1,x@example.com"`);
});

test('a user is found to be repeated however far apart the rows are', async () => {
  const ids = freshIds(2_500);
  const csv = `user_id\n${ids.join('\n')}\n${ids[0]}\n${ids[2_499]}\n`;
  const { body } = await send(csv);
  expect(body).toMatchObject({ importedCount: 2_500, rejectedCount: 2 });
  // Another file may name them again.
  expect((await send(`user_id\n${ids[0]}\n`)).body).toMatchObject({ importedCount: 1, rejectedCount: 0 });
});

test.each([
  ['an empty file', ''],
  ['a first line without the id', 'email\na@example.com\n'],
  ['an unknown column', 'user_id,age\n1,2\n'],
  ['a repeated column', 'user_id,user_id\n1,1\n'],
  ['a first line that is no CSV', 'user_id,"email\n1,x\n'],
  ['a first line that is not UTF-8', Buffer.from([0xff, 0x0a])],
])('%s is refused as a whole', async (_title, csv) => {
  const before = await api.database.row('SELECT COUNT(*) AS n FROM audience_import');
  const reply = await send(csv);
  expect(reply).toMatchObject({ status: 422, body: { code: 'IMPORT_HEADER_INVALID' } });
  expect(reply.body.rowErrors.length).toBeGreaterThan(0);
  expect(await api.database.row('SELECT COUNT(*) AS n FROM audience_import')).toEqual(before);
});

describe('files as spreadsheets write them', () => {
  const utf16 = (text: string, isBigEndian: boolean) => {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    return isBigEndian ? bytes.swap16() : bytes;
  };
  const HEADER = ['user_id', 'email', 'locale', 'tags', 'email_opt_in'];
  const text = (id: string, separator: string, end: string) =>
    [HEADER, [id, 'a@example.com', 'de-AT', '"vip;new"', 'TRUE'], [`${id}0`, '', '', '', 'FALSE']]
      .map((values) => values.join(separator) + end)
      .join('');

  test.each([
    ['semicolons, CRLF and a mark of UTF-8', (id: string) => `\uFEFF${text(id, ';', '\r\n')}`],
    ['tabs', (id: string) => text(id, '\t', '\n')],
    ['CR alone', (id: string) => text(id, ',', '\r')],
    ['UTF-16 with tabs', (id: string) => utf16(text(id, '\t', '\r\n'), false)],
    ['UTF-16, big-endian, with semicolons', (id: string) => utf16(text(id, ';', '\r\n'), true)],
  ])('%s', async (_what, file) => {
    const [id] = freshIds(1) as [string];
    expect(await send(file(id))).toMatchObject({
      status: 201,
      body: { status: 'done', lineCount: 2, importedCount: 2, rejectedCount: 0 },
    });
    expect(await user(id)).toMatchObject({
      ...{ email: 'a@example.com', locale: 'de-AT', emailOptIn: true, tags: ['new', 'vip'] },
    });
    expect(await user(`${id}0`)).toMatchObject({ emailOptIn: false });
  });

  test('a separator that can not be told is named', async () => {
    for (const header of ['user_id|email', 'user_id;email,phone']) {
      expect(await send(`${header}\n1,2\n`)).toMatchObject({
        status: 422,
        body: {
          code: 'IMPORT_HEADER_INVALID',
          rowErrors: expect.arrayContaining([expect.objectContaining({ code: 'SEPARATOR_UNKNOWN' })]),
        },
      });
    }
  });

  test('a number that a spreadsheet has rounded is refused, and why', async () => {
    const [id] = freshIds(1);
    const { body } = await send(`user_id;phone\n${id};4,4E+11\n4.4E+11;\n`);
    expect(body).toMatchObject({ importedCount: 0, rejectedCount: 2 });
    const [, ...rejects] = await rejectsOf(body.importId);
    expect(rejects.map((row) => row.slice(1, 3))).toEqual([
      ['phone', 'ROUNDED_NUMBER'],
      ['user_id', 'ROUNDED_NUMBER'],
    ]);
    expect(rejects[0]![3]).toContain('spreadsheet');
  });
});

describe('what users have refused', () => {
  const patch = (userId: string, body: object) =>
    api.call('PATCH', '/v1/me/profile', { token: userToken(Number(userId)), body });
  const HEADER = 'user_id,email,opted_out,email_opt_in';
  const refusing = { optedOut: true, emailOptIn: false };

  test.each([
    ['says otherwise', 'false,true'],
    ['is silent', ','],
  ])('stays so when a file %s, with its date and source', async (_what, cells) => {
    const [id] = freshIds(1) as [string];
    await send(`user_id,email\n${id},a@example.com\n`);
    const own = (await patch(id, refusing)).body;
    expect(own.consents).toEqual({
      emailOptIn: { at: expect.any(String), source: 'user' },
      smsOptIn: null,
      optedOut: { at: expect.any(String), source: 'user' },
    });
    const { body } = await send(`${HEADER}\n${id},,${cells}\n`);
    const keptOptedOutCount = cells === ',' ? 0 : 1;
    expect(body).toMatchObject({ importedCount: 1, rejectedCount: 0, keptOptedOutCount });
    expect(await user(id)).toMatchObject({ ...refusing, email: 'a@example.com', consents: own.consents });
    const [, ...listed] = await rejectsOf(body.importId);
    expect(listed.map(([line, field, code, , record]) => [line, field, code, record])).toEqual(
      cells === ','
        ? []
        : [
            ['2', 'email_opt_in', 'KEPT_OPTED_OUT', id],
            ['2', 'opted_out', 'KEPT_OPTED_OUT', id],
          ],
    );
    expect((await api.call('GET', `/v1/audience/imports/${body.importId}`, { token })).body).toEqual(body);
  });

  test('ends with a consent that is later, and with no other', async () => {
    const [a, b, c] = freshIds(3) as [string, string, string];
    for (const id of [a, b, c]) await patch(id, refusing);
    const later = new Date(Date.now() + 1_000).toISOString();
    const csv = `${HEADER},consent_at\n${a},,false,true,${later}\n${b},,false,true,2026-01-01T00:00:00Z\n${c},,false,true,2199-01-01T00:00:00Z\n`;
    const { body } = await send(csv);
    expect(body).toMatchObject({ importedCount: 2, rejectedCount: 1, keptOptedOutCount: 1 });
    expect(await user(a)).toMatchObject({
      ...{ optedOut: false, emailOptIn: true },
      consents: { optedOut: { at: later, source: 'import' }, emailOptIn: { at: later, source: 'import' } },
    });
    expect(await user(b)).toMatchObject(refusing);
    expect(await user(c)).toMatchObject(refusing);
  });

  test('may be reported by a file, and stays so for the next one', async () => {
    const [id] = freshIds(1) as [string];
    await send(`${HEADER}\n${id},,false,true\n`);
    expect(await user(id)).toMatchObject({ optedOut: false, emailOptIn: true });
    await send(`${HEADER}\n${id},,true,false\n`);
    expect(await user(id)).toMatchObject({ ...refusing, consents: { optedOut: { source: 'import' } } });
    expect((await send(`${HEADER}\n${id},,false,true\n`)).body).toMatchObject({ keptOptedOutCount: 1 });
    expect(await user(id)).toMatchObject(refusing);
  });

  test('is never lost between imports and users who refuse at the same time', async () => {
    const ids = freshIds(60);
    await send(`${HEADER}\n${ids.map((id) => `${id},,false,true\n`).join('')}`);
    const csv = `${HEADER}\n${ids.map((id) => `${id},a@example.com,false,true\n`).join('')}`;
    await Promise.all([
      ...Array.from({ length: 4 }, () => send(csv)),
      ...ids.map((id) => patch(id, { emailOptIn: false })),
      send(csv),
    ]);
    const rows = await api.database.rows(
      'SELECT 1 FROM audience_user WHERE user_id IN (?) AND email_opt_in = 0 AND email_opt_in_source = 1',
      [ids],
    );
    expect(rows).toHaveLength(60);
  });
});

test('what imports have left out is gone after its time', async () => {
  const { body } = await send('user_id,email\nzero,bad\n1e,x\n');
  const [fresh] = freshIds(1);
  const later = await send(`user_id,email\n${fresh},bad\n`);
  const day = 86_400_000;
  await api.database.change('UPDATE audience_import_reject SET created_at = ? WHERE import_id = ?', [
    new Date(Date.now() - 30 * day - 1_000),
    body.importId,
  ]);
  await new PurgeRejects(
    { IMPORT_REJECT_KEEP_DAYS: 30 } as Config,
    api.database,
    api.app.get(Clock),
  ).execute();
  expect((await rejectsOf(body.importId)).slice(1)).toEqual([]);
  expect((await rejectsOf(later.body.importId)).slice(1)).toHaveLength(1);
  expect((await api.call('GET', `/v1/audience/imports/${body.importId}`, { token })).body.rejectedCount).toBe(
    2,
  );
});

describe('an import that breaks off', () => {
  const csvOf = (ids: readonly string[]) => `user_id,tags\n${ids.map((id) => `${id},vip\n`).join('')}`;
  /** The first part of a file, and then the connection is gone. */
  async function* broken(csv: string, bytes: number) {
    yield csv.slice(0, bytes);
    throw new Error('connection lost');
  }
  async function breakOff(csv: string, bytes: number): Promise<string> {
    let importId = '';
    const run = api.app.get(ImportUsers).execute(ACTOR, broken(csv, bytes), {
      onBegin: (id) => {
        importId = id;
      },
    });
    await expect(run).rejects.toThrow('connection lost');
    return importId;
  }
  const resume = (importId: string, csv: string) => send(csv, {}, `/v1/audience/imports/${importId}/resume`);

  test('keeps whole chunks, and goes on after them with the same file', async () => {
    const ids = freshIds(3_500);
    const bad = 'oops,vip\n';
    const csv = csvOf(ids) + bad;
    const importId = await breakOff(csv, Math.floor(csv.length * 0.7));
    const state = await api.call('GET', `/v1/audience/imports/${importId}`, { token });
    expect(state.body).toMatchObject({
      status: 'open',
      lineCount: 2_000,
      importedCount: 2_000,
      finishedAt: null,
    });
    expect(await known(ids)).toBe(2_000);
    const reply = await resume(importId, csv);
    expect(reply).toMatchObject({
      status: 200,
      body: { importId, status: 'done', lineCount: 3_501, importedCount: 3_500, rejectedCount: 1 },
    });
    expect(await known(ids)).toBe(3_500);
    const rejects = (await rejectsOf(importId)).slice(1);
    expect(rejects.map((row) => row.slice(0, 3))).toEqual([['3502', 'user_id', 'USER_ID']]);
    // IdempotentRequest more, it has nothing left to do.
    expect((await resume(importId, csv)).body).toEqual(reply.body);
  });

  test('does not go on with another file, or with less or more of it', async () => {
    const ids = freshIds(2_200);
    const csv = csvOf(ids);
    const importId = await breakOff(csv, csv.length - 100);
    const others = [
      csv.replace(`${ids[3]},vip`, `${ids[3]},new`),
      csv.replace('user_id,tags', 'user_id,groups'),
      csvOf(ids.slice(0, 1_500)),
      csvOf(ids.slice(0, 10)),
    ];
    for (const other of others) {
      expect(await resume(importId, other)).toMatchObject({
        status: 422,
        body: { code: 'IMPORT_FILE_DIFFERS' },
      });
    }
    expect(await resume(importId, csv)).toMatchObject({ status: 200, body: { importedCount: 2_200 } });
    expect(await resume(importId, `${csv}5,vip\n`)).toMatchObject({
      status: 422,
      body: { code: 'IMPORT_FILE_DIFFERS' },
    });
  });

  test('goes on under the same Idempotency-Key', async () => {
    const ids = freshIds(1_200);
    const csv = csvOf(ids);
    const request = { scope: 'platform:ops', key: 'import-key' };
    const run = api.app.get(ImportUsers).execute(ACTOR, broken(csv, csv.length - 50), { request });
    await expect(run).rejects.toThrow('connection lost');
    const first = await send(csv, { 'idempotency-key': 'import-key' });
    expect(first).toMatchObject({ status: 201, body: { status: 'done', importedCount: 1_200 } });
    expect((await send(csv, { 'idempotency-key': 'import-key' })).body).toEqual(first.body);
    expect((await send(csvOf(ids.slice(1)), { 'idempotency-key': 'import-key' })).body.code).toBe(
      'IMPORT_FILE_DIFFERS',
    );
    const imports = await api.database.row(
      'SELECT COUNT(*) AS n FROM audience_import WHERE request_key = ?',
      ['import-key'],
    );
    expect(imports).toEqual({ n: '1' });
  });

  test('is carried on by one at a time: each chunk takes effect once', async () => {
    const ids = freshIds(4_500);
    const csv = csvOf(ids);
    const importId = await breakOff(csv, 20_000);
    const replies = await Promise.all(Array.from({ length: 4 }, () => resume(importId, csv)));
    for (const { status, body } of replies) {
      expect(status === 200 ? 'done' : body.code).toBe(status === 200 ? 'done' : 'IMPORT_BUSY');
    }
    const last = await resume(importId, csv);
    expect(last.body).toMatchObject({
      status: 'done',
      lineCount: 4_500,
      importedCount: 4_500,
      rejectedCount: 0,
    });
  });
});

test('two imports of the same users at once end as if one came after the other', async () => {
  const ids = freshIds(3_000);
  const csv = (email: string, order: readonly string[]) =>
    `user_id,email,tags\n${order.map((id) => `${id},${email},vip\n`).join('')}`;
  const replies = await Promise.all([
    send(csv('a@example.com', ids)),
    send(csv('b@example.com', [...ids].reverse())),
    send(csv('c@example.com', ids)),
  ]);
  expect(replies.map(({ body }) => [body.status, body.importedCount, body.rejectedCount])).toEqual(
    Array(3).fill(['done', 3_000, 0]),
  );
  expect(await known(ids)).toBe(3_000);
});

test('imports are listed newest first, and what is not there is not found', async () => {
  const { body } = await api.call('GET', '/v1/audience/imports?limit=2', { token });
  expect(body.items).toHaveLength(2);
  expect(Number(body.items[0].importId)).toBeGreaterThan(Number(body.items[1].importId));
  for (const [method, url] of [
    ['GET', '/v1/audience/imports/999999'],
    ['GET', '/v1/audience/imports/999999/rejects'],
  ] as const) {
    expect(await api.call(method, url, { token })).toMatchObject({
      status: 404,
      body: { code: 'IMPORT_NOT_FOUND' },
    });
  }
  const resumed = await send('user_id\n1\n', {}, '/v1/audience/imports/999999/resume');
  expect(resumed).toMatchObject({ status: 404, body: { code: 'IMPORT_NOT_FOUND' } });
});

test('only the platform imports, and only CSV', async () => {
  for (const other of [merchantToken(), userToken(1)]) {
    const headers = { 'content-type': 'text/csv' };
    const calls = [
      await api.call('POST', '/v1/audience/imports', { token: other, body: 'user_id\n1\n', headers }),
      await api.call('POST', '/v1/audience/imports/1/resume', {
        token: other,
        body: 'user_id\n1\n',
        headers,
      }),
      await api.call('GET', '/v1/audience/imports', { token: other }),
      await api.call('GET', '/v1/audience/imports/1', { token: other }),
      await api.call('GET', '/v1/audience/imports/1/rejects', { token: other }),
    ];
    expect(calls.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  }
  expect(await api.call('POST', '/v1/audience/imports', { token, body: { user_id: '1' } })).toMatchObject({
    status: 415,
    body: { code: 'UNSUPPORTED_MEDIA_TYPE' },
  });
  const audit = await api.database.row(
    "SELECT COUNT(*) AS n FROM audit_log WHERE action = 'audience.finish-import'",
  );
  expect(Number((audit as { n: string }).n)).toBeGreaterThan(5);
});
