import { startApi, type TestApi } from '../../support/api';
import { createBatch, createRule, inDays, newBatch, newRule, publishBatch } from '../../support/batches';
import { merchantToken } from '../../support/tokens';

let api: TestApi;
let ruleId: string;
let draftId: string;
let publishedId: string;

beforeAll(async () => {
  api = await startApi();
  ruleId = await createRule(api);
  draftId = await createBatch(api);
  publishedId = await publishBatch(api, { audience: 'listed' });
});
afterAll(() => api.stop());

const MERCHANT = merchantToken(7);

/** Every row of the tables that these endpoints write. */
async function snapshot(): Promise<string> {
  const tables = [
    'rule',
    'coupon_batch',
    'batch_stock_change',
    'batch_audience_user',
    'audit_log',
    'idempotency_key',
  ];
  const rows = await Promise.all(tables.map((table) => api.database.rows(`SELECT * FROM ${table}`)));
  return JSON.stringify(rows);
}

/** JSON as it is typed, so that numbers such as 1e400 reach the server. */
const send = (method: string, url: string, json: string) =>
  api.inject({
    method: method as 'POST',
    url,
    headers: { authorization: `Bearer ${MERCHANT}`, 'content-type': 'application/json' },
    payload: json,
  });

/** Replaces one field's JSON text. */
const withField = (body: object, field: string, json: string): string =>
  JSON.stringify({ ...body, [field]: '@@' }).replace('"@@"', json);

const NAMES = [
  '1',
  'true',
  'null',
  '""',
  '"  "',
  '{}',
  '[]',
  `"${'x'.repeat(121)}"`,
  '"a\\u0000b"',
  '"\\ud800"',
];
// Variation selectors, which some length checks don't count.
const LONG_IN_DISGUISE = `"${'x\ufe0f'.repeat(100)}"`;
const IDS = [
  '1',
  '-1',
  '"0"',
  '"-1"',
  '"1.5"',
  '"abc"',
  '""',
  'null',
  '{}',
  '["1"]',
  '"12345678901234567"',
  '"1 OR 1=1"',
];
const COUNTS = [
  '"1"',
  '-1',
  '0',
  '1.5',
  '1e400',
  '-1e400',
  '1e15',
  'true',
  '{}',
  '[1]',
  '""',
  '99999999999999999999',
];
const TIMES = [
  '1',
  '"today"',
  '"2026-11-24"',
  '"2026-02-30T00:00:00Z"',
  '"2026-11-24T25:00:00Z"',
  '"2026-11-24T08:00:00"',
  '"9999-12-31T23:59:59Z"',
  '"0000-01-01T00:00:00Z"',
  '{}',
  '[]',
  'true',
];

type Case = [method: string, url: () => string, body: () => object, field: string, values: string[]];

const cases: Case[] = [
  ['POST', () => '/v1/rules', newRule, 'name', [...NAMES, LONG_IN_DISGUISE]],
  ['POST', () => '/v1/rules', newRule, 'type', ['3', '-1', '"0"', '0.5', 'null', '1e400', '{}', '[0]']],
  ['POST', () => '/v1/rules', newRule, 'currency', ['"usd"', '"US"', '"USDX"', '1', 'null', '{}', '"U$D"']],
  ['POST', () => '/v1/rules', newRule, 'ruleContent', ['1', '"{}"', 'null', '[]', 'true']],
  ['POST', () => '/v1/rules', newRule, 'merchantId', IDS.filter((value) => value !== 'null')],
  ['POST', () => '/v1/rules', newRule, 'ruleId', ['"1"']],
  ['PUT', () => `/v1/rules/${ruleId}`, newRule, 'merchantId', ['"7"']],
  ['POST', () => `/v1/rules/${ruleId}/versions`, newRule, 'version', ['2']],
  ['POST', () => '/v1/batches', () => newBatch(ruleId), 'couponName', [...NAMES, LONG_IN_DISGUISE]],
  ['POST', () => '/v1/batches', () => newBatch(ruleId), 'ruleId', IDS],
  ['POST', () => '/v1/batches', () => newBatch(ruleId), 'totalCount', COUNTS],
  ['POST', () => '/v1/batches', () => newBatch(ruleId), 'perUserLimit', [...COUNTS, '1001', 'null']],
  [
    'POST',
    () => '/v1/batches',
    () => newBatch(ruleId),
    'audience',
    ['"nobody"', '1', 'null', '[]', '"EVERYONE"'],
  ],
  ['POST', () => '/v1/batches', () => newBatch(ruleId), 'claimFrom', [...TIMES, 'null']],
  ['POST', () => '/v1/batches', () => newBatch(ruleId), 'claimUntil', [...TIMES, 'null']],
  ['POST', () => '/v1/batches', () => newBatch(ruleId), 'validDays', [...COUNTS, '3651', 'null']],
  [
    'POST',
    () => '/v1/batches',
    () => newBatch(ruleId, { validDays: null, validUntil: inDays(20) }),
    'validFrom',
    [...TIMES, 'null'],
  ],
  [
    'POST',
    () => '/v1/batches',
    () => newBatch(ruleId, { validDays: null, validFrom: inDays(0) }),
    'validUntil',
    [...TIMES, 'null'],
  ],
  [
    'POST',
    () => '/v1/batches',
    () => newBatch(ruleId),
    'remindDays',
    ['1', '[0]', '[31]', '[1,1]', '["1"]', '[1,2,3,4,5,6]', 'null', '{}', '[1e400]', '[1.5]', '[null]'],
  ],
  [
    'POST',
    () => '/v1/batches',
    () => newBatch(ruleId),
    'merchantId',
    IDS.filter((value) => value !== 'null'),
  ],
  ['POST', () => '/v1/batches', () => newBatch(ruleId), 'status', ['"published"']],
  ['PUT', () => `/v1/batches/${draftId}`, () => newBatch(ruleId), 'assignCount', ['0']],
  ['PUT', () => `/v1/batches/${draftId}`, () => newBatch(ruleId), 'totalCount', COUNTS],
  [
    'POST',
    () => `/v1/batches/${publishedId}/stock-changes`,
    () => ({ kind: 'top_up', count: 1 }),
    'count',
    [...COUNTS, 'null', '1000000001'],
  ],
  [
    'POST',
    () => `/v1/batches/${publishedId}/stock-changes`,
    () => ({ kind: 'top_up', count: 1 }),
    'kind',
    ['"steal"', '1', 'null', '{}'],
  ],
  ['POST', () => `/v1/batches/${publishedId}/extensions`, () => ({}), 'claimUntil', TIMES],
  ['POST', () => `/v1/batches/${publishedId}/extensions`, () => ({}), 'validUntil', TIMES],
  ['POST', () => `/v1/batches/${publishedId}/extensions`, () => ({}), 'perUserLimit', [...COUNTS, '1001']],
  [
    'POST',
    () => `/v1/batches/${publishedId}/audience-users`,
    () => ({}),
    'userIds',
    [
      '"1"',
      '[]',
      '[1]',
      '["1","x"]',
      'null',
      '{}',
      '[null]',
      '[["1"]]',
      JSON.stringify(Array(1001).fill('1')),
    ],
  ],
];

describe.each(cases)('%s %p refuses', (method, url, body, field, values) => {
  test.each(values.map((value) => [value.slice(0, 40), value]))(`${field} = %s`, async (_shown, value) => {
    const before = await snapshot();
    const reply = await send(method, url(), withField(body(), field, value));
    expect(reply.statusCode).toBeGreaterThanOrEqual(400);
    expect(reply.statusCode).toBeLessThan(500);
    expect(reply.headers['content-type']).toMatch('application/problem+json');
    const pointers = reply.json().errors.map((error: { pointer?: string }) => error.pointer);
    // Which of two fields is missing can be said at either.
    expect(pointers.join()).toMatch(field.startsWith('valid') ? /\/valid/ : `/${field}`);
    expect(await snapshot()).toBe(before);
  });
});

describe('every creating endpoint refuses', () => {
  const urls = () => [
    '/v1/rules',
    `/v1/rules/${ruleId}/versions`,
    '/v1/batches',
    `/v1/batches/${publishedId}/stock-changes`,
    `/v1/batches/${publishedId}/extensions`,
    `/v1/batches/${publishedId}/audience-users`,
  ];

  test.each([
    ['no body', ''],
    ['an array', '[]'],
    ['a number', '1'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['broken JSON', '{"name":'],
    ['a poisoned prototype', '{"__proto__":{"name":"x"}}'],
    ['a body nested 100,000 deep', `{"ruleContent":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['objects nested 50,000 deep', `{"ruleContent":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
    ['two megabytes', `{"name":"${'x'.repeat(2_000_000)}"}`],
  ])('%s', async (_title, json) => {
    const before = await snapshot();
    for (const url of urls()) {
      const reply = await send('POST', url, json);
      expect([url, reply.statusCode]).toEqual([url, expect.any(Number)]);
      expect(reply.statusCode).toBeGreaterThanOrEqual(400);
      expect(reply.statusCode).toBeLessThan(500);
      expect(reply.json().code).toEqual(expect.any(String));
    }
    expect(await snapshot()).toBe(before);
  });
});

describe('paths and queries', () => {
  test.each(['0', '-1', 'abc', '1.5', '12345678901234567', '%00', '1%20OR%201=1'])(
    'refuse the id %s',
    async (id) => {
      for (const url of [`/v1/rules/${id}`, `/v1/batches/${id}`]) {
        const reply = await api.call('GET', url, { token: MERCHANT });
        expect([url, reply.status]).toEqual([url, 400]);
        expect(reply.body).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ code: 'IS_ID' }] });
      }
    },
  );

  test.each([
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=abc',
    'limit=1e400',
    'limit=1&limit=2',
    'cursor=abc',
    'cursor=',
    `cursor=${Buffer.from('["1",2]').toString('base64url')}`,
    `cursor=${Buffer.from('["x"]').toString('base64url')}`,
    'cursor[a]=1',
    'unknown=1',
  ])('refuse ?%s', async (query) => {
    for (const url of ['/v1/rules', '/v1/batches']) {
      const reply = await api.call('GET', `${url}?${query}`, { token: MERCHANT });
      expect([url, reply.status]).toEqual([url, 400]);
      expect(reply.body.errors[0].parameter).toBe(query.split('=')[0]);
    }
  });

  test('refuse an unknown status', async () => {
    const reply = await api.call('GET', '/v1/batches?status=gone', { token: MERCHANT });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ parameter: 'status' }] } });
  });
});
