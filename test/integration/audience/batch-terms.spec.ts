import { startApi, type TestApi } from '../../support/api';
import { seedAudience } from '../../support/audience';
import { createBatch, createRule, newBatch, publishBatch } from '../../support/batches';
import { merchantToken, platformToken, userToken } from '../../support/tokens';

let api: TestApi;
const token = platformToken();
const merchant = merchantToken();
const userIds = Array.from({ length: 300 }, (_, at) => at + 1);

beforeAll(async () => {
  api = await startApi();
  await seedAudience(api.database, {
    userIds,
    now: new Date(),
    tags: { vip: userIds.slice(0, 100), blocked: [5, 6], other: [] },
    groups: { testers: [1, 2, 3, 150] },
    activeDaysAgo: (id) => (id === 4 ? 40 : 1),
  });
});
afterAll(() => api.stop());

const selected = (selection: unknown, overrides = {}) =>
  publishBatch(api, { audience: 'selected', selection, totalCount: 1_000, ...overrides });
const claim = (batchId: string, userId: number) =>
  api.call('POST', `/v1/batches/${batchId}/claims`, { token: userToken(userId) });
const outcome = async (batchId: string, userId: number) => {
  const { status, body } = await claim(batchId, userId);
  return status === 201 ? 'issued' : body.code;
};
const members = (verb: 'members' | 'removals', code: string, ids: number[]) =>
  api.call('POST', `/v1/audience/tags/${code}/${verb}`, { token, body: { userIds: ids.map(String) } });

test('a batch for selected users keeps its terms as they were written, and shows them', async () => {
  const selection = { tags: { any: ['vip'], none: ['blocked'] }, groups: ['testers'], activeWithinDays: 30 };
  const batchId = await selected(selection);
  const reply = await api.call('GET', `/v1/batches/${batchId}`, { token: merchant });
  expect(reply.body).toMatchObject({ audience: 'selected', selection });
  const plain = await publishBatch(api);
  expect((await api.call('GET', `/v1/batches/${plain}`, { token: merchant })).body).toMatchObject({
    audience: 'everyone',
    selection: null,
  });
});

test('users get its coupons if they are selected now', async () => {
  const byTags = await selected({ tags: { any: ['vip'], none: ['blocked'] } });
  expect(await outcome(byTags, 1)).toBe('issued');
  expect(await outcome(byTags, 5)).toBe('NOT_IN_AUDIENCE');
  expect(await outcome(byTags, 200)).toBe('NOT_IN_AUDIENCE');
  expect(await outcome(byTags, 9_999)).toBe('NOT_IN_AUDIENCE');
  const byGroup = await selected({ groups: ['testers'] });
  expect(await outcome(byGroup, 150)).toBe('issued');
  expect(await outcome(byGroup, 151)).toBe('NOT_IN_AUDIENCE');
  const all = await selected({ tags: { all: ['vip', 'other'] } });
  expect(await outcome(all, 1)).toBe('NOT_IN_AUDIENCE');
  const exceptBlocked = await selected({ everyone: true, tags: { none: ['blocked'] } });
  expect(await outcome(exceptBlocked, 250)).toBe('issued');
  expect(await outcome(exceptBlocked, 6)).toBe('NOT_IN_AUDIENCE');
});

test('active within so many days goes by what was recorded', async () => {
  const batchId = await selected({ tags: { any: ['vip'] }, activeWithinDays: 30 });
  expect(await outcome(batchId, 4)).toBe('NOT_IN_AUDIENCE');
  expect(await outcome(batchId, 7)).toBe('issued');
});

test('a tag that comes or goes counts at once; a refused claim takes no stock', async () => {
  const batchId = await selected({ tags: { any: ['other'] } }, { totalCount: 5 });
  expect(await outcome(batchId, 20)).toBe('NOT_IN_AUDIENCE');
  await members('members', 'other', [20]);
  expect(await outcome(batchId, 20)).toBe('issued');
  await members('members', 'other', [21]);
  await members('removals', 'other', [21]);
  expect(await outcome(batchId, 21)).toBe('NOT_IN_AUDIENCE');
  // Whoever got a coupon keeps it.
  await members('removals', 'other', [20]);
  expect(await claim(batchId, 20)).toMatchObject({ status: 409, body: { code: 'CLAIM_LIMIT_REACHED' } });
  expect((await api.call('GET', `/v1/batches/${batchId}`, { token: merchant })).body).toMatchObject({
    totalCount: 4,
    assignCount: 1,
  });
});

test('the stock goes to selected users to the last one, however many others come at the same time', async () => {
  const batchId = await selected({ tags: { any: ['vip'], none: ['blocked'] } }, { totalCount: 98 });
  const outcomes = await Promise.all([...userIds].reverse().map((id) => outcome(batchId, id)));
  const counts = outcomes.reduce<Record<string, number>>((all, code) => {
    all[code] = (all[code] ?? 0) + 1;
    return all;
  }, {});
  // In a rush the gate may be sold out for a moment; those who are refused for that come again.
  const again = await Promise.all(
    userIds.filter((id) => id <= 100 && ![5, 6].includes(id)).map((id) => outcome(batchId, id)),
  );
  expect(again.filter((code) => code === 'issued' || code === 'CLAIM_LIMIT_REACHED')).toHaveLength(98);
  expect(counts.issued).toBeGreaterThan(0);
  const row = await api.database.row<{ total: string; assigned: string; coupons: string }>(
    `SELECT total_count AS total, assign_count AS assigned,
       (SELECT COUNT(*) FROM coupon c WHERE c.batch_id = b.batch_id) AS coupons
     FROM coupon_batch b WHERE batch_id = ?`,
    [batchId],
  );
  expect(row).toEqual({ total: '0', assigned: '98', coupons: '98' });
});

test('while tags change under running claims, only those who had the tag at some time get coupons', async () => {
  const [never, always, changing] = [
    userIds.slice(200, 240),
    userIds.slice(240, 270),
    userIds.slice(270, 300),
  ];
  await api.call('POST', '/v1/audience/tags', { token, body: { code: 'moving', name: 'Moving' } });
  await members('members', 'moving', always);
  const batchId = await selected({ tags: { any: ['moving'] } }, { perUserLimit: 5 });
  let running = true;
  const editor = (async () => {
    let edits = 0;
    for (; running || edits < 10; edits++) {
      const reply = await members(edits % 2 ? 'removals' : 'members', 'moving', changing);
      expect(reply.status).toBe(200);
    }
    return edits;
  })();
  const outcomes = new Map<number, string[]>();
  for (let round = 0; round < 8; round++) {
    const ids = [...never, ...always, ...changing];
    const codes = await Promise.all(ids.map((id) => outcome(batchId, id)));
    for (const [at, id] of ids.entries()) outcomes.set(id, [...(outcomes.get(id) ?? []), codes[at]!]);
  }
  running = false;
  await editor;
  for (const id of never) expect(new Set(outcomes.get(id))).toEqual(new Set(['NOT_IN_AUDIENCE']));
  for (const id of always) {
    expect(outcomes.get(id)!.filter((code) => code === 'issued')).toHaveLength(5);
    expect(outcomes.get(id)).not.toContain('NOT_IN_AUDIENCE');
  }
  const seen = new Set(changing.flatMap((id) => outcomes.get(id)!));
  for (const code of seen) expect(['issued', 'NOT_IN_AUDIENCE', 'CLAIM_LIMIT_REACHED']).toContain(code);
  const coupons = await api.database.row<{ n: string }>(
    'SELECT COUNT(*) AS n FROM coupon WHERE batch_id = ?',
    [batchId],
  );
  const issued = [...outcomes.values()].flat().filter((code) => code === 'issued').length;
  expect(Number(coupons!.n)).toBe(issued);
}, 60_000);

test('merchants may send coupons to whom they like', async () => {
  const batchId = await selected({ tags: { any: ['vip'] } });
  const reply = await api.call('POST', `/v1/batches/${batchId}/issues`, {
    token: merchant,
    body: { userIds: ['290'] },
  });
  expect(reply.status).toBeLessThan(300);
  const held = await api.database.rows('SELECT 1 FROM coupon WHERE batch_id = ? AND user_id = 290', [
    batchId,
  ]);
  expect(held).toHaveLength(1);
});

test('the coupon centre shows it to everybody, and says to each whether it is for them', async () => {
  const batchId = await selected(
    { tags: { any: ['vip'] }, activeWithinDays: 30 },
    { couponName: 'For our best' },
  );
  const mine = async (userId: number) => {
    const reply = await api.call('GET', '/v1/batches?claimable=true&limit=100', { token: userToken(userId) });
    return reply.body.items.find((batch: { batchId: string }) => batch.batchId === batchId)?.mine;
  };
  expect(await mine(8)).toEqual({ held: 0, limit: 1, inAudience: true, canClaim: true });
  expect(await mine(200)).toEqual({ held: 0, limit: 1, inAudience: false, canClaim: false });
  expect(await mine(77_777)).toEqual({ held: 0, limit: 1, inAudience: false, canClaim: false });
  await claim(batchId, 8);
  expect(await mine(8)).toEqual({ held: 1, limit: 1, inAudience: true, canClaim: false });
});

describe('at creation', () => {
  const create = async (overrides: Record<string, unknown>) => {
    const ruleId = await createRule(api);
    return api.call('POST', '/v1/batches', { token: merchant, body: newBatch(ruleId, overrides) });
  };

  test.each([
    ['no selection', undefined, '/selection'],
    ['null', null, '/selection'],
    ['a text', 'vip', '/selection'],
    ['a list', ['vip'], '/selection'],
    ['nothing', {}, '/selection'],
    ['only whom it is not for', { tags: { none: ['vip'] } }, '/selection'],
    ['only activity', { activeWithinDays: 3 }, '/selection'],
    ['everyone and a tag', { everyone: true, tags: { any: ['vip'] } }, '/selection'],
    ['everyone alone', { everyone: true }, '/selection/everyone'],
    ['listed users', { userIds: ['1'] }, '/selection/userIds'],
    ['an unknown field', { tags: { any: ['vip'] }, age: 3 }, '/selection/age'],
    ['an unknown list', { tags: { some: ['vip'] } }, '/selection/tags/some'],
    ['an empty list', { tags: { any: [] } }, '/selection/tags/any'],
    ['a number for a code', { tags: { any: [1] } }, '/selection/tags/any'],
    ['a code twice', { tags: { any: ['vip', 'vip'] } }, '/selection/tags/any'],
    [
      'too many codes',
      { tags: { any: Array.from({ length: 21 }, (_, at) => `t${at}`) } },
      '/selection/tags/any',
    ],
    ['no days', { tags: { any: ['vip'] }, activeWithinDays: 0 }, '/selection/activeWithinDays'],
    ['a tag that does not exist', { tags: { any: ['gone'] } }, '/selection/tags/any/0'],
    ['a group that does not exist', { groups: ['testers', 'gone'] }, '/selection/groups/1'],
  ])('refuses %s', async (_title, selection, pointer) => {
    const reply = await create({ audience: 'selected', selection });
    expect(reply.status === 400 || reply.status === 422).toBe(true);
    expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('refuses a selection for another audience', async () => {
    expect(await create({ audience: 'listed', selection: { tags: { any: ['vip'] } } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/selection', code: 'NOT_SELECTED' }] },
    });
  });

  test('a draft can be given another audience', async () => {
    const ruleId = await createRule(api);
    const batchId = await createBatch(api, {
      ruleId,
      audience: 'selected',
      selection: { groups: ['testers'] },
    });
    const change = (overrides: Record<string, unknown>) =>
      api.call('PUT', `/v1/batches/${batchId}`, { token: merchant, body: newBatch(ruleId, overrides) });
    expect(await change({ audience: 'selected', selection: { tags: { all: ['vip'] } } })).toMatchObject({
      status: 200,
      body: { audience: 'selected', selection: { tags: { all: ['vip'] } } },
    });
    expect((await change({})).body).toMatchObject({ audience: 'everyone', selection: null });
    expect((await change({ audience: 'selected', selection: { tags: { all: ['no'] } } })).status).toBe(422);
  });
});

test('a tag that was deleted selects nobody any more', async () => {
  await api.call('POST', '/v1/audience/tags', { token, body: { code: 'brief', name: 'Brief' } });
  await members('members', 'brief', [30]);
  const batchId = await selected({ tags: { any: ['brief'] } });
  await api.call('DELETE', '/v1/audience/tags/brief', { token });
  await api.call('POST', '/v1/audience/tags', { token, body: { code: 'brief', name: 'Another' } });
  await members('members', 'brief', [31]);
  // The batch means the tag that there was when it was created.
  expect(await outcome(batchId, 31)).toBe('NOT_IN_AUDIENCE');
});
