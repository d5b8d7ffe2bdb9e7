import { startAnotherApi, startApi, type TestApi } from '../../support/api';
import { createBatch, publishBatch } from '../../support/batches';
import { batchWithCodes, redeem } from '../../support/codes';
import { CODE_KEY } from '../../support/servers/environment';
import { countCodes } from '../../support/shopper';
import { merchantToken, platformToken, userToken } from '../../support/tokens';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  await api.stop();
});

const token = merchantToken();
const unique = () => createBatch(api, { codeMode: 'unique' });

const generate = (batchId: string, body: object, key?: string) =>
  api.call('POST', `/v1/batches/${batchId}/code-generations`, {
    token,
    body,
    headers: key ? { 'idempotency-key': key } : {},
  });

/** `serial` to `code`, as exported. */
async function exported(batchId: string, query = '', from: TestApi = api): Promise<Map<number, string>> {
  const { status, text } = await from.call('GET', `/v1/batches/${batchId}/codes.csv${query}`, { token });
  expect(status).toBe(200);
  const [names, ...lines] = text.trimEnd().split('\n');
  expect(names).toBe('serial,code');
  return new Map(lines.map((line) => line.split(',')).map(([serial, code]) => [Number(serial), code!]));
}

const revoke = (batchId: string, body: object) =>
  api.call('POST', `/v1/batches/${batchId}/code-revocations`, { token, body });

/** JSON columns come as text from one server, and parsed from the other. */
const detailsOf = ({ details }: { details: unknown }) =>
  typeof details === 'string' ? JSON.parse(details) : details;

const lookUp = (code: string, by = token) => api.call('GET', `/v1/codes/${code}`, { token: by });

test('a hundred million codes are one row, numbered on by the next generation', async () => {
  const batchId = await unique();
  const first = await generate(batchId, { count: 100_000_000, prefix: 'XMAS' });
  expect(first).toMatchObject({
    status: 201,
    body: { batchId, prefix: 'XMAS', firstSerial: 1, count: 100_000_000, revoked: [] },
  });
  const second = await generate(batchId, { count: 5 });
  expect(second).toMatchObject({ status: 201, body: { firstSerial: 100_000_001, count: 5, prefix: '' } });
  const { body } = await api.call('GET', `/v1/batches/${batchId}/code-generations`, { token });
  expect(body.items).toEqual([first.body, second.body]);
  const codes = await exported(batchId, '?from=99999999&count=5');
  expect([...codes.keys()]).toEqual([99_999_999, 100_000_000, 100_000_001, 100_000_002, 100_000_003]);
  expect(codes.get(100_000_000)).toMatch(/^XMAS-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}$/);
  expect(codes.get(100_000_001)).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}$/);
  for (const [serial, code] of codes) {
    expect((await lookUp(code.toLowerCase().replaceAll('-', ' ').replaceAll(' ', '%20'))).body).toMatchObject(
      {
        batchId,
        serial,
        state: 'unused',
        generationId: serial > 100_000_000 ? second.body.generationId : first.body.generationId,
      },
    );
  }
});

test('an export is the same whole, in parts, and by another process; each is in the audit log', async () => {
  const batchId = await unique();
  await generate(batchId, { count: 2_500, prefix: 'A' });
  await generate(batchId, { count: 700 });
  const whole = await exported(batchId);
  expect([...whole.keys()]).toEqual(Array.from({ length: 3_200 }, (_, at) => at + 1));
  expect(new Set(whole.values()).size).toBe(3_200);
  const parts = await Promise.all(
    ['?count=999', '?from=1000&count=1600', '?from=2600'].map((query) => exported(batchId, query)),
  );
  expect(new Map(parts.flatMap((part) => [...part]))).toEqual(whole);
  const other = await startAnotherApi(api);
  expect(await exported(batchId, '', other)).toEqual(whole);
  await other.stop();
  const records = await api.database.rows<{ actor: string; details: unknown }>(
    "SELECT actor, details FROM audit_log WHERE action = 'code.export' AND subject_id = ? ORDER BY audit_log_id",
    [batchId],
  );
  expect(records).toHaveLength(5);
  expect(records[0]).toMatchObject({ actor: 'merchant:7:anna' });
  expect(detailsOf(records[0]!)).toEqual({ from: 1, until: 3_200 });
});

test('generations that are made at the same time follow each other, and a key makes one', async () => {
  const batchId = await unique();
  const replies = await Promise.all(Array.from({ length: 8 }, () => generate(batchId, { count: 10 })));
  const made = replies.filter(({ status }) => status === 201).map(({ body }) => body.firstSerial as number);
  expect(Object.keys(countCodes(replies)).filter((code) => code !== 'BUSY')).toEqual(['201']);
  expect(made.sort((a, b) => a - b)).toEqual(made.map((_, at) => 1 + at * 10));
  const again = await Promise.all(
    Array.from({ length: 5 }, () => generate(batchId, { count: 3 }, `gen-${batchId}`)),
  );
  expect(new Set(again.map(({ text }) => text)).size).toBe(1);
});

test('a batch has as many codes as it can have coupons at most, and is given them 100 times at most', async () => {
  const batchId = await unique();
  expect((await generate(batchId, { count: 999_999_999 })).status).toBe(201);
  expect(await generate(batchId, { count: 2 })).toMatchObject({
    status: 422,
    body: { code: 'CODE_RANGE_INVALID', errors: [{ pointer: '/count', code: 'TOO_MANY' }] },
  });
  const often = await unique();
  await api.database.change(
    `INSERT INTO code_generation (generation_id, batch_id, first_serial, code_count, prefix, key_id, revoked, created_at)
     VALUES ${Array.from({ length: 99 }, (_, at) => `(${50_000 + at}, ${often}, ${at + 1}, 1, '', 'none', '[]', NOW(3))`)}`,
  );
  expect((await generate(often, { count: 1 })).status).toBe(201);
  expect((await generate(often, { count: 1 })).body.code).toBe('CODE_RANGE_INVALID');
});

test('codes are for batches of their mode, of their merchant, that have not ended', async () => {
  const [none, shared] = [await createBatch(api), await createBatch(api, { codeMode: 'shared' })];
  expect(await generate(none, { count: 1 })).toMatchObject({
    status: 409,
    body: { code: 'CODE_MODE_CONFLICT', codeMode: 'none' },
  });
  expect((await generate(shared, { count: 1 })).body.code).toBe('CODE_MODE_CONFLICT');
  const batchId = await publishBatch(api, { codeMode: 'unique' });
  const word = (batch: string, text: string, by = token) =>
    api.call('POST', `/v1/batches/${batch}/code-words`, { token: by, body: { word: text } });
  expect((await word(batchId, 'SUMMER26')).body.code).toBe('CODE_MODE_CONFLICT');
  const foreign = { token: merchantToken(8), body: { count: 1 } };
  expect((await api.call('POST', `/v1/batches/${batchId}/code-generations`, foreign)).body.code).toBe(
    'BATCH_NOT_FOUND',
  );
  expect(
    (await api.call('GET', `/v1/batches/${batchId}/codes.csv`, { token: merchantToken(8) })).body.code,
  ).toBe('BATCH_NOT_FOUND');
  expect((await api.call('GET', `/v1/batches/${batchId}/codes.csv`, { token: userToken(1) })).status).toBe(
    403,
  );
  expect(await api.call('GET', `/v1/batches/${batchId}/codes.csv`, { token })).toMatchObject({
    status: 422,
    body: { code: 'CODE_RANGE_INVALID', errors: [{ parameter: 'from' }] },
  });
  expect((await generate(batchId, { count: 1 })).status).toBe(201);
  await api.call('POST', `/v1/batches/${batchId}/end`, { token });
  expect((await generate(batchId, { count: 1 })).body.code).toBe('BATCH_STATE_CONFLICT');
});

test.each([
  [{ count: 0 }],
  [{ count: 1_000_000_001 }],
  [{ count: 1.5 }],
  [{ count: 1, prefix: 'TOOLONG99' }],
  [{ count: 1, prefix: 'xmas' }],
  [{ count: 1, prefix: 'A-B' }],
  [{}],
])('refuses a generation %j', async (body) => {
  expect(await generate(await unique(), body)).toMatchObject({
    status: 400,
    body: { code: 'VALIDATION_FAILED' },
  });
});

test('a word is of one batch of an owner at a time, whatever its spelling; revoked, another can have it', async () => {
  const word = async (batchId: string, text: string, by = token) =>
    (await api.call('POST', `/v1/batches/${batchId}/code-words`, { token: by, body: { word: text } })).body;
  const [one, two] = [
    await createBatch(api, { codeMode: 'shared' }),
    await createBatch(api, { codeMode: 'shared' }),
  ];
  expect(await word(one, 'WOOL10')).toEqual({ batchId: one, word: 'WOOL10' });
  expect((await word(two, 'W001IO')).code).toBe('CODE_WORD_TAKEN');
  expect((await word(one, 'OTHER')).code).toBe('CODE_WORD_TAKEN');
  const foreign = await createBatch(api, { codeMode: 'shared' }, merchantToken(8));
  expect((await word(foreign, 'WOOL10', merchantToken(8))).word).toBe('WOOL10');
  expect((await lookUp('wool-1o')).body).toMatchObject({ batchId: one, state: 'shared', serial: null });
  expect((await lookUp('WOOL10', merchantToken(8))).body.batchId).toBe(foreign);
  expect(await revoke(one, { all: true })).toMatchObject({ status: 200, body: { codes: 1 } });
  expect((await revoke(one, { all: true })).body.code).toBe('CODE_NOT_FOUND');
  expect((await word(two, 'W001IO')).word).toBe('W001IO');
});

test('one, a range or all codes are revoked; which, the audit log tells by their serials only', async () => {
  const batchId = await unique();
  await generate(batchId, { count: 50 });
  await generate(batchId, { count: 50 });
  const codes = await exported(batchId);
  expect(await revoke(batchId, { code: codes.get(7)!.toLowerCase() })).toMatchObject({
    status: 200,
    body: { batchId, codes: 1 },
  });
  expect(await revoke(batchId, { code: codes.get(7) })).toMatchObject({
    status: 409,
    body: { code: 'CODE_STATE_CONFLICT', codeState: 'revoked' },
  });
  expect((await revoke(batchId, { from: 40, until: 60 })).body).toEqual({ batchId, codes: 21 });
  expect((await revoke(batchId, { from: 61, until: 61 })).body.codes).toBe(1);
  const { body } = await api.call('GET', `/v1/batches/${batchId}/code-generations`, { token });
  expect(body.items.map(({ revoked }: { revoked: unknown }) => revoked)).toEqual([
    [{ from: 40, until: 50 }],
    [{ from: 51, until: 61 }],
  ]);
  const reader = await startAnotherApi(api);
  const state = async (serial: number) =>
    (await reader.call('GET', `/v1/codes/${codes.get(serial)}`, { token })).body.state;
  expect(await Promise.all([7, 39, 40, 61, 62].map(state))).toEqual([
    'revoked',
    'unused',
    'revoked',
    'revoked',
    'unused',
  ]);
  await reader.stop();
  expect((await revoke(batchId, { from: 1, until: 101 })).body.code).toBe('CODE_RANGE_INVALID');
  expect((await revoke(batchId, { all: true })).body.codes).toBe(100);
  const records = await api.database.rows<{ details: unknown }>(
    "SELECT details FROM audit_log WHERE action = 'code.revoke' AND subject_id = ?",
    [batchId],
  );
  expect(records).toHaveLength(4);
  const told = JSON.stringify(records.map(detailsOf));
  for (const code of codes.values()) expect(told).not.toContain(code);
});

test('a code of another batch or merchant, or none, cannot be revoked or looked up', async () => {
  const [batchId, other] = [await unique(), await unique()];
  await generate(batchId, { count: 1 });
  const code = (await exported(batchId)).get(1)!;
  expect((await revoke(other, { code })).body.code).toBe('CODE_NOT_FOUND');
  expect((await revoke(batchId, { code: '0000-0000-00000' })).body.code).toBe('CODE_NOT_FOUND');
  expect((await lookUp(code, merchantToken(8))).body.code).toBe('CODE_NOT_FOUND');
  expect((await lookUp(code, platformToken())).body).toMatchObject({ batchId, serial: 1 });
});

test.each([
  [{}],
  [{ all: true, code: 'X' }],
  [{ from: 1 }],
  [{ until: 1 }],
  [{ from: 2, until: 1 }],
  [{ all: false }],
])('refuses a revocation %j', async (body) => {
  expect(await revoke(await unique(), body)).toMatchObject({
    status: 400,
    body: { code: 'VALIDATION_FAILED' },
  });
});

test('keys rotate: the first makes codes, those of the others stay good; without its key a code is none', async () => {
  const batchId = await unique();
  await generate(batchId, { count: 1 });
  const old = await exported(batchId);
  const serveWith = (key: string) => startAnotherApi({ ...api, env: { ...api.env, CODE_KEY: key } });
  const rotated = await serveWith(`another-key-of-codes-for-tests-only-01,${CODE_KEY}`);
  await rotated.call('POST', `/v1/batches/${batchId}/code-generations`, { token, body: { count: 1 } });
  const both = await exported(batchId, '', rotated);
  expect(both.get(1)).toBe(old.get(1));
  const of = (server: TestApi, code: string) => server.call('GET', `/v1/codes/${code}`, { token });
  expect((await of(rotated, both.get(1)!)).body.serial).toBe(1);
  expect((await of(rotated, both.get(2)!)).body.serial).toBe(2);
  await rotated.stop();
  expect((await of(api, both.get(2)!)).body.code).toBe('CODE_NOT_FOUND');
  const csv = await api.call('GET', `/v1/batches/${batchId}/codes.csv`, { token });
  expect(csv).toMatchObject({ status: 503, body: { code: 'CODE_KEY_MISSING' } });
  const bare = await serveWith('');
  const none = await bare.call('POST', `/v1/batches/${batchId}/code-generations`, {
    token,
    body: { count: 1 },
  });
  expect(none).toMatchObject({ status: 503, body: { code: 'CODE_KEY_MISSING' } });
  await bare.stop();
});

test('what has become of the codes is counted: each export and each code once', async () => {
  const { batchId, codes } = await batchWithCodes(api, { count: 100 });
  const counts = async () =>
    (await api.call('GET', `/v1/batches/${batchId}/codes`, { token })).body as Record<string, unknown>;
  // The builder has exported all of them.
  const { lastExportedAt, ...before } = await counts();
  expect(before).toEqual({
    ...{ batchId, made: 100, exported: 100, exports: 1, used: 0, revoked: 0, more: false },
  });
  expect(Date.parse(String(lastExportedAt))).toBeGreaterThan(Date.now() - 60_000);
  await generate(batchId, { count: 50, prefix: 'B' });
  await exported(batchId, '?from=91&count=20');
  await exported(batchId, '?from=121&count=10');
  for (const at of [0, 1, 30]) expect((await redeem(api, 70_000 + at, codes[at]!)).status).toBe(201);
  await revoke(batchId, { code: codes[31] });
  await revoke(batchId, { code: codes[60] });
  await revoke(batchId, { from: 31, until: 40 });
  await revoke(batchId, { from: 101, until: 102 });
  expect(await counts()).toMatchObject({ made: 150, exported: 120, exports: 3, used: 3, revoked: 13 });
  const other = await api.call('GET', `/v1/batches/${batchId}/codes`, { token: merchantToken('8') });
  expect(other.body.code).toBe('BATCH_NOT_FOUND');
  const none = await createBatch(api);
  const refused = await api.call('GET', `/v1/batches/${none}/codes`, { token });
  expect(refused.body).toMatchObject({ code: 'CODE_MODE_CONFLICT', codeMode: 'none' });
});
