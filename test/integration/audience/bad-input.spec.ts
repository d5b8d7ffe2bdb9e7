import { startApi, type TestApi } from '../../support/api';
import { seedAudience } from '../../support/audience';
import { merchantToken, platformToken, userToken } from '../../support/tokens';

let api: TestApi;
const token = platformToken();

beforeAll(async () => {
  api = await startApi();
  await seedAudience(api.database, {
    userIds: [1, 2, 3],
    now: new Date(),
    tags: { vip: [1] },
    groups: { testers: [2] },
  });
});
afterAll(() => api.stop());

const send = (method: string, url: string, json: string, as: string) =>
  api.inject({
    method: method as 'POST',
    url,
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
    payload: json,
  });

/** All that a refused request could have changed. Activity is recorded whatever the answer was. */
async function snapshot(): Promise<string> {
  const tables: [string, string][] = [
    ['tag', '*'],
    ['user_group', '*'],
    ['user_tag', '*'],
    ['group_member', '*'],
    ['audience_import', '*'],
    ['audit_log', '*'],
    ['idempotency_key', '*'],
    ['outbox', '*'],
    [
      'audience_user',
      'user_id, email, phone, locale, time_zone, email_opt_in, sms_opt_in, opted_out, quiet_from',
    ],
  ];
  const rows = await Promise.all(
    tables.map(([table, columns]) => api.database.rows(`SELECT ${columns} FROM ${table} WHERE 1 = 1`)),
  );
  return JSON.stringify(rows);
}

type Case = [
  method: string,
  url: string,
  good: Record<string, unknown>,
  field: string,
  bad: unknown[],
  as?: string,
];
const text = [null, 1, true, '', ' ', {}, [], 'a\u0000b'];
const code = [null, 1, '', ' ', 'a b', '-a', '=1', 'ä', 'x'.repeat(65), {}, ['a']];
const ids = [
  null,
  'x',
  1,
  {},
  [],
  [1],
  ['0'],
  ['-1'],
  ['1.5'],
  ['a'],
  [null],
  ['1', '1'],
  Array(1_001).fill('1'),
];
const flag = [null, 'true', 1, 0, '', {}, []];
const own = userToken(3);

const cases: Case[] = [
  ['POST', '/v1/audience/tags', { code: 'ok', name: 'Ok' }, 'code', code],
  ['POST', '/v1/audience/tags', { code: 'ok', name: 'Ok' }, 'name', [...text, 'x'.repeat(121)]],
  ['POST', '/v1/audience/groups', { code: 'ok', name: 'Ok' }, 'code', code],
  ['POST', '/v1/audience/groups', { code: 'ok', name: 'Ok' }, 'name', text],
  ['PATCH', '/v1/audience/tags/vip', { name: 'Ok' }, 'name', text],
  ['PATCH', '/v1/audience/groups/testers', { name: 'Ok' }, 'name', text],
  ['POST', '/v1/audience/tags/vip/members', { userIds: ['1'] }, 'userIds', ids],
  ['POST', '/v1/audience/tags/vip/removals', { userIds: ['1'] }, 'userIds', ids],
  ['POST', '/v1/audience/groups/testers/members', { userIds: ['1'] }, 'userIds', ids],
  ['POST', '/v1/audience/groups/testers/removals', { userIds: ['1'] }, 'userIds', ids],
  [
    'PUT',
    '/v1/audience/users/1',
    {},
    'email',
    ['', 'a', 'a@b', 'a b@example.com', 1, {}, `${'x'.repeat(250)}@example.com`],
  ],
  [
    'PUT',
    '/v1/audience/users/1',
    {},
    'phone',
    ['', '0664', '+43 1', '+0123456789', 436641234567, '+'.repeat(9)],
  ],
  ['PUT', '/v1/audience/users/1', {}, 'locale', ['', 'german', 1, 'd', 'de_AT']],
  ['PUT', '/v1/audience/users/1', {}, 'timeZone', ['', 'Vienna', '+01:00', 1, 'Europe/Nowhere', '../etc']],
  ['PUT', '/v1/audience/users/1', {}, 'emailOptIn', flag],
  ['PUT', '/v1/audience/users/1', {}, 'consentAt', ['', 'yesterday', 1, '2026-02-30T00:00:00Z']],
  ['PUT', '/v1/audience/users/1', {}, 'lastActiveAt', ['2026-01-01T00:00:00Z']],
  ['PATCH', '/v1/me/profile', {}, 'locale', ['', 'german', 1], own],
  ['PATCH', '/v1/me/profile', {}, 'timeZone', ['', 'Vienna', 1], own],
  ['PATCH', '/v1/me/profile', {}, 'smsOptIn', flag, own],
  ['PATCH', '/v1/me/profile', {}, 'optedOut', flag, own],
  ['PATCH', '/v1/me/profile', {}, 'phone', ['+436641234567'], own],
  ['PATCH', '/v1/me/profile', {}, 'userId', ['1'], own],
  [
    'PATCH',
    '/v1/me/profile',
    {},
    'quietHours',
    [
      '22:00',
      [],
      {},
      { from: '22:00' },
      { from: '24:00', until: '07:00' },
      { from: '22', until: '7' },
      { from: null, until: null },
    ],
    own,
  ],
  [
    'POST',
    '/v1/audience/previews',
    { selection: { everyone: true } },
    'selection',
    [
      null,
      1,
      'vip',
      [],
      {},
      { everyone: false },
      { everyone: 'true' },
      { everyone: true, userIds: ['1'] },
      { everyone: true, groups: ['testers'] },
      { tags: null, everyone: true, activeWithinDays: 'x' },
      { tags: [] },
      { tags: {} },
      { tags: { none: ['vip'] } },
      { tags: { any: 'vip' } },
      { tags: { any: ['vip', 'vip'] } },
      { tags: { any: ['a b'] } },
      { tags: { any: Array.from({ length: 21 }, (_, at) => `t${at}`) } },
      { groups: [] },
      { groups: [''] },
      { userIds: [] },
      { userIds: [1] },
      { userIds: ['x'] },
      { userIds: Array(10_001).fill('1') },
      { everyone: true, activeWithinDays: 0 },
      { everyone: true, activeWithinDays: 1.5 },
      { everyone: true, activeWithinDays: 4_000 },
      { everyone: true, unknown: 1 },
      { tags: { any: ['gone'] } },
      { groups: ['gone'] },
    ],
  ],
];

describe.each(cases)('%s %s refuses', (method, url, good, field, bad, as = token) => {
  test.each(bad.map((value) => [JSON.stringify(value).slice(0, 60), value]))(
    `${field} = %s`,
    async (_shown, value) => {
      const before = await snapshot();
      const reply = await send(method, url, JSON.stringify({ ...good, [field]: value }), as);
      expect([400, 422]).toContain(reply.statusCode);
      expect(reply.headers['content-type']).toMatch('application/problem+json');
      const pointers = reply.json().errors.map((error: { pointer?: string }) => error.pointer);
      expect(pointers.join()).toContain(`/${field}`);
      expect(await snapshot()).toBe(before);
    },
  );

  test('an unknown field', async () => {
    const before = await snapshot();
    const reply = await send(method, url, JSON.stringify({ ...good, surprise: 1 }), as);
    expect(reply.statusCode).toBe(400);
    expect(reply.json().errors).toMatchObject([{ pointer: '/surprise', code: 'UNKNOWN_FIELD' }]);
    expect(await snapshot()).toBe(before);
  });
});

describe('every route with a body refuses', () => {
  const routes = [
    ...new Map(cases.map(([method, url, , , , as]) => [`${method} ${url}`, { method, url, as }])).values(),
  ];
  test.each([
    ['an array', '[]'],
    ['a number', '1'],
    ['a text', '"x"'],
    ['broken JSON', '{"name":'],
    ['a poisoned prototype', '{"__proto__":{"name":"x"}}'],
    ['a body nested 100,000 deep', `{"selection":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['two megabytes', `{"name":"${'x'.repeat(2_000_000)}"}`],
  ])('%s', async (_title, json) => {
    const before = await snapshot();
    for (const { method, url, as = token } of routes) {
      const reply = await send(method, url, json, as);
      expect([method, url, reply.statusCode]).toEqual([method, url, expect.any(Number)]);
      expect(reply.statusCode).toBeGreaterThanOrEqual(400);
      expect(reply.statusCode).toBeLessThan(500);
      expect(reply.json().code).toEqual(expect.any(String));
    }
    expect(await snapshot()).toBe(before);
  });
});

describe('paths and queries', () => {
  test.each(['a%20b', '%00', '-x', '%3D1', 'x'.repeat(65)])('refuse the code %s', async (bad) => {
    for (const path of ['tags', 'groups']) {
      for (const [method, end] of [
        ['GET', ''],
        ['DELETE', ''],
        ['PATCH', ''],
        ['POST', '/members'],
        ['POST', '/removals'],
      ]) {
        const body = method === 'PATCH' ? { name: 'Ok' } : method === 'POST' ? { userIds: ['1'] } : undefined;
        const reply = await api.call(method!, `/v1/audience/${path}/${bad}${end}`, { token, body });
        expect([method, reply.status]).toEqual([method, 400]);
        expect(reply.body).toMatchObject({ errors: [{ parameter: 'code' }] });
      }
    }
  });

  test.each(['0', '-1', 'abc', '1.5', '12345678901234567', '%00'])('refuse the id %s', async (id) => {
    for (const url of [
      `/v1/audience/users/${id}`,
      `/v1/audience/imports/${id}`,
      `/v1/audience/imports/${id}/rejects`,
    ]) {
      const reply = await api.call('GET', url, { token });
      expect(reply).toMatchObject({ status: 400, body: { errors: [{ code: 'IS_ID' }] } });
    }
  });

  test.each(['limit=0', 'limit=101', 'limit=abc', 'cursor=abc', 'cursor=', 'unknown=1'])(
    'refuse ?%s',
    async (query) => {
      for (const url of [
        '/v1/audience/tags',
        '/v1/audience/groups',
        '/v1/audience/users',
        '/v1/audience/imports',
      ]) {
        const reply = await api.call('GET', `${url}?${query}`, { token });
        expect([url, reply.status]).toEqual([url, 400]);
        expect(reply.body.errors[0].parameter).toBe(query.split('=')[0]);
      }
    },
  );

  test('refuse a filter by what does not exist, or can not', async () => {
    for (const [query, parameter] of [
      ['tag=gone', 'tag'],
      ['group=gone', 'group'],
      ['tag=a%20b', 'tag'],
      ['group=', 'group'],
    ]) {
      const reply = await api.call('GET', `/v1/audience/users?${query}`, { token });
      expect(reply).toMatchObject({ status: 400, body: { errors: [{ parameter }] } });
    }
    const named = await api.call('POST', '/v1/audience/imports?name=', {
      token,
      body: 'user_id\n1\n',
      headers: { 'content-type': 'text/csv' },
    });
    expect(named).toMatchObject({ status: 400, body: { errors: [{ parameter: 'name' }] } });
  });

  test('nobody gets in without a token, or with another role', async () => {
    for (const url of ['/v1/audience/tags', '/v1/audience/users', '/v1/audience/imports', '/v1/me/profile']) {
      expect((await api.call('GET', url)).status).toBe(401);
    }
    expect((await api.call('POST', '/v1/audience/previews', { token: userToken(1), body: {} })).status).toBe(
      403,
    );
    expect((await api.call('GET', '/v1/me/profile', { token: merchantToken() })).status).toBe(403);
  });
});
