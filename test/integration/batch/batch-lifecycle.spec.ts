import { Redis } from 'ioredis';
import { selectBatchTerms } from '../../../src/modules/batch';
import { Database } from '../../../src/platform/database';
import { startApi, type TestApi } from '../../support/api';
import { createBatch, createRule, inDays, newBatch, publishBatch } from '../../support/batches';
import { merchantToken, platformToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const MERCHANT = merchantToken(7);
const post = (url: string, body?: unknown, token = MERCHANT, headers = {}) =>
  api.call('POST', url, { token, body, headers });
const get = (batchId: string, token = MERCHANT) => api.call('GET', `/v1/batches/${batchId}`, { token });

test('a batch begins as a draft with what was asked for', async () => {
  const ruleId = await createRule(api);
  const body = newBatch(ruleId, { remindDays: [1, 3] });
  const created = await post('/v1/batches', body);
  expect(created).toMatchObject({
    status: 201,
    body: {
      ...body,
      remindDays: [3, 1],
      status: 'draft',
      version: 1,
      merchantId: '7',
      reservedCount: 0,
      assignCount: 0,
      validFrom: null,
      validUntil: null,
      audience: 'everyone',
      publishedAt: null,
    },
  });
  expect(await get(created.body.batchId)).toMatchObject({ status: 200, body: created.body });
});

test('a draft without a stock limit and with a fixed window keeps both', async () => {
  const window = { validDays: null, validFrom: inDays(0), validUntil: inDays(20) };
  const batchId = await createBatch(api, { totalCount: null, ...window });
  expect((await get(batchId)).body).toMatchObject({ totalCount: null, ...window });
});

test('a draft changes as a whole, and its version rises', async () => {
  const batchId = await createBatch(api);
  const ruleId = await createRule(api);
  const body = newBatch(ruleId, { couponName: 'Other', totalCount: 5, perUserLimit: 3, audience: 'listed' });
  const changed = await api.call('PUT', `/v1/batches/${batchId}`, { token: MERCHANT, body });
  expect(changed).toMatchObject({ status: 200, body: { ...body, version: 2, status: 'draft' } });
});

test('publishing freezes the rule, records the stock and opens the batch', async () => {
  const ruleId = await createRule(api);
  const batchId = await createBatch(api, { ruleId });
  const published = await post(`/v1/batches/${batchId}/publish`);
  expect(published).toMatchObject({
    status: 200,
    body: { status: 'published', version: 2, totalCount: 100 },
  });
  expect(published.body.publishedAt).not.toBeNull();
  const rule = await api.call('GET', `/v1/rules/${ruleId}`, { token: MERCHANT });
  expect(rule.body.frozenAt).toBe(published.body.publishedAt);
  const changes = await api.database.rows(
    'SELECT kind, delta, actor FROM batch_stock_change WHERE batch_id = ?',
    [batchId],
  );
  expect(changes).toEqual([{ kind: 0, delta: '100', actor: 'merchant:7:anna' }]);
});

test('of 20 parallel publishings one wins, and the stock is recorded once', async () => {
  const batchId = await createBatch(api);
  const replies = await Promise.all(Array.from({ length: 20 }, () => post(`/v1/batches/${batchId}/publish`)));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body.code))).toEqual(
    new Set(['BATCH_STATE_CONFLICT']),
  );
  const row = await api.database.row<{ n: string }>(
    'SELECT COUNT(*) AS n FROM batch_stock_change WHERE batch_id = ?',
    [batchId],
  );
  expect(row?.n).toBe('1');
});

test('of publishing and changing a draft at the same time, what is published is what was checked', async () => {
  for (let round = 0; round < 10; round++) {
    const ruleId = await createRule(api);
    const batchId = await createBatch(api, { ruleId });
    const body = newBatch(ruleId, { totalCount: 7 });
    const [published, changed] = await Promise.all([
      post(`/v1/batches/${batchId}/publish`),
      api.call('PUT', `/v1/batches/${batchId}`, { token: MERCHANT, body }),
    ]);
    // Each may lose against the other, but not both.
    expect([published.status, changed.status]).toContain(200);
    if (published.status !== 200) await post(`/v1/batches/${batchId}/publish`);
    const { totalCount } = (await get(batchId)).body;
    expect(totalCount).toBe(changed.status === 200 ? 7 : 100);
    expect(await recordedStock(batchId)).toBe(totalCount);
  }
});

describe('publishing is refused, and nothing is frozen or recorded,', () => {
  const past = { claimFrom: inDays(-3), claimUntil: inDays(-1) };
  test.each([['when the window for getting is over', past, 'BATCH_INVALID', '/claimUntil']])(
    '%s',
    async (_title, overrides, code, pointer) => {
      const ruleId = await createRule(api);
      const batchId = await createBatch(api, { ruleId, ...overrides });
      const reply = await post(`/v1/batches/${batchId}/publish`);
      expect(reply).toMatchObject({ status: 422, body: { code, errors: [{ pointer }] } });
      expect((await get(batchId)).body).toMatchObject({ status: 'draft', version: 1 });
      const rule = await api.database.row('SELECT frozen_at FROM rule WHERE rule_id = ?', [ruleId]);
      expect(rule).toEqual({ frozen_at: null });
      expect(await recordedStock(batchId)).toBe(0);
    },
  );
});

test('a published batch is not changed like a draft', async () => {
  const batchId = await publishBatch(api);
  const { body } = await get(batchId);
  const reply = await api.call('PUT', `/v1/batches/${batchId}`, {
    token: MERCHANT,
    body: newBatch(body.ruleId),
  });
  expect(reply).toMatchObject({
    status: 409,
    body: { code: 'BATCH_STATE_CONFLICT', batchStatus: 'published' },
  });
});

test('every allowed move works and every other one is refused', async () => {
  const allowed: Record<string, string[]> = {
    draft: ['publish'],
    published: ['pause', 'end'],
    paused: ['resume', 'end'],
    ended: [],
  };
  const pathTo: Record<string, string[]> = {
    draft: [],
    published: ['publish'],
    paused: ['publish', 'pause'],
    ended: ['publish', 'end'],
  };
  for (const [status, path] of Object.entries(pathTo)) {
    for (const move of ['publish', 'pause', 'resume', 'end']) {
      const batchId = await createBatch(api);
      for (const step of path) await post(`/v1/batches/${batchId}/${step}`);
      const before = (await get(batchId)).body;
      expect(before.status).toBe(status);
      const reply = await post(`/v1/batches/${batchId}/${move}`);
      const after = (await get(batchId)).body;
      if (allowed[status]!.includes(move)) {
        expect([status, move, reply.status]).toEqual([status, move, 200]);
        expect(after.version).toBe(before.version + 1);
      } else {
        expect([status, move, reply.body.code]).toEqual([status, move, 'BATCH_STATE_CONFLICT']);
        expect(after).toEqual(before);
      }
    }
  }
});

test('a repeated publish with the same key answers as the first time', async () => {
  const batchId = await createBatch(api);
  const headers = { 'idempotency-key': `publish-${batchId}` };
  const first = await post(`/v1/batches/${batchId}/publish`, undefined, MERCHANT, headers);
  const second = await post(`/v1/batches/${batchId}/publish`, undefined, MERCHANT, headers);
  expect([second.status, second.text]).toEqual([200, first.text]);
  expect(second.headers['idempotency-replayed']).toBe('true');
});

describe('stock', () => {
  test('is topped up and withdrawn, each recorded', async () => {
    const batchId = await publishBatch(api);
    const up = await post(`/v1/batches/${batchId}/stock-changes`, { kind: 'top_up', count: 50 });
    expect(up).toMatchObject({ status: 201, body: { totalCount: 150 } });
    const down = await post(`/v1/batches/${batchId}/stock-changes`, { kind: 'withdrawal', count: 150 });
    expect(down).toMatchObject({ status: 201, body: { totalCount: 0 } });
    const changes = await api.database.rows(
      'SELECT kind, delta FROM batch_stock_change WHERE batch_id = ? ORDER BY batch_stock_change_id',
      [batchId],
    );
    expect(changes).toEqual([
      { kind: 0, delta: '100' },
      { kind: 1, delta: '50' },
      { kind: 2, delta: '-150' },
    ]);
  });

  test('is withdrawn only as far as it is left', async () => {
    const batchId = await publishBatch(api);
    await api.database.change(
      'UPDATE coupon_batch SET total_count = 40, assign_count = 50, reserved_count = 10 WHERE batch_id = ?',
      [batchId],
    );
    const reply = await post(`/v1/batches/${batchId}/stock-changes`, { kind: 'withdrawal', count: 41 });
    expect(reply).toMatchObject({ status: 409, body: { code: 'BATCH_STOCK_SHORT', totalCount: 40 } });
    expect(await recordedStock(batchId)).toBe(100);
    expect(
      (await post(`/v1/batches/${batchId}/stock-changes`, { kind: 'withdrawal', count: 40 })).status,
    ).toBe(201);
  });

  test.each([
    ['of a draft', 'draft', 'BATCH_STATE_CONFLICT'],
    ['of an ended batch', 'ended', 'BATCH_STATE_CONFLICT'],
    ['of a batch without a limit', 'unlimited', 'BATCH_UNLIMITED'],
    ['past the most that a batch may have', 'full', 'BATCH_STOCK_TOO_LARGE'],
  ])('does not change %s', async (_title, kind, code) => {
    const batchId =
      kind === 'draft'
        ? await createBatch(api)
        : await publishBatch(api, { totalCount: { unlimited: null, full: 1_000_000_000, ended: 5 }[kind] });
    if (kind === 'ended') await post(`/v1/batches/${batchId}/end`);
    const before = (await get(batchId)).body;
    const recorded = await recordedStock(batchId);
    const reply = await post(`/v1/batches/${batchId}/stock-changes`, { kind: 'top_up', count: 1 });
    expect(reply).toMatchObject({ status: 409, body: { code } });
    expect((await get(batchId)).body).toEqual(before);
    expect(await recordedStock(batchId)).toBe(recorded);
  });

  test('equals what is recorded after 50 parallel top-ups and withdrawals', async () => {
    const batchId = await publishBatch(api, { totalCount: 30 });
    await api.database.change(
      'UPDATE coupon_batch SET total_count = 20, assign_count = 7, reserved_count = 3 WHERE batch_id = ?',
      [batchId],
    );
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        post(`/v1/batches/${batchId}/stock-changes`, {
          kind: at % 2 ? 'top_up' : 'withdrawal',
          count: 1 + (at % 9),
        }),
      ),
    );
    for (const { status, body } of replies)
      expect([201, 'BATCH_STOCK_SHORT']).toContain(status === 201 ? 201 : body.code);
    const { totalCount, reservedCount, assignCount } = (await get(batchId)).body;
    expect(totalCount).toBeGreaterThanOrEqual(0);
    expect(await recordedStock(batchId)).toBe(totalCount + reservedCount + assignCount);
    const applied = replies.reduce(
      (sum, { status }, at) => sum + (status === 201 ? (at % 2 ? 1 : -1) * (1 + (at % 9)) : 0),
      0,
    );
    expect(totalCount).toBe(20 + applied);
  });
});

describe('extensions', () => {
  const window = { validDays: null, validFrom: inDays(0), validUntil: inDays(20) };

  test('give more time and more per user, and raise the version', async () => {
    const batchId = await publishBatch(api, window);
    const extension = { claimUntil: inDays(12), validUntil: inDays(25), perUserLimit: 2 };
    const reply = await post(`/v1/batches/${batchId}/extensions`, extension);
    expect(reply).toMatchObject({ status: 201, body: { ...extension, version: 3, totalCount: 100 } });
    expect((await get(batchId)).body).toEqual(reply.body);
  });

  test.each([
    ['less time for getting', { claimUntil: inDays(9) }, '/claimUntil'],
    ['less time for using', { validUntil: inDays(19) }, '/validUntil'],
    ['less per user', { perUserLimit: 1 }, '/perUserLimit'],
    ['an end of use before the end of getting', { claimUntil: inDays(30) }, '/validUntil'],
  ])('do not give %s', async (_title, extension, pointer) => {
    const batchId = await publishBatch(api, { ...window, perUserLimit: 2 });
    const before = (await get(batchId)).body;
    const reply = await post(`/v1/batches/${batchId}/extensions`, extension);
    expect(reply).toMatchObject({ status: 422, body: { code: 'BATCH_INVALID', errors: [{ pointer }] } });
    expect((await get(batchId)).body).toEqual(before);
  });

  test('do not give a window to coupons that are valid for a number of days', async () => {
    const batchId = await publishBatch(api);
    const reply = await post(`/v1/batches/${batchId}/extensions`, { validUntil: inDays(40) });
    expect(reply.body).toMatchObject({ code: 'BATCH_INVALID', errors: [{ code: 'NO_FIXED_WINDOW' }] });
  });

  test('are for published and paused batches', async () => {
    const draft = await createBatch(api);
    const extension = { perUserLimit: 2 };
    expect((await post(`/v1/batches/${draft}/extensions`, extension)).body.code).toBe('BATCH_STATE_CONFLICT');
    const paused = await publishBatch(api);
    await post(`/v1/batches/${paused}/pause`);
    expect((await post(`/v1/batches/${paused}/extensions`, extension)).status).toBe(201);
  });
});

describe('listed users', () => {
  test('are added once, whatever is sent twice', async () => {
    const batchId = await publishBatch(api, { audience: 'listed' });
    const add = (userIds: string[]) => post(`/v1/batches/${batchId}/audience-users`, { userIds });
    expect(await add(['3', '1', '1'])).toMatchObject({ status: 200, body: { batchId, addedCount: 2 } });
    expect(await add(['2', '1'])).toMatchObject({ status: 200, body: { addedCount: 1 } });
    const rows = await api.database.rows('SELECT user_id FROM batch_audience_user WHERE batch_id = ?', [
      batchId,
    ]);
    expect(rows).toEqual([{ user_id: '1' }, { user_id: '2' }, { user_id: '3' }]);
  });

  test('do not exist for a batch that is for everyone', async () => {
    const batchId = await publishBatch(api);
    const reply = await post(`/v1/batches/${batchId}/audience-users`, { userIds: ['1'] });
    expect(reply).toMatchObject({ status: 422, body: { code: 'BATCH_INVALID' } });
  });
});

test('every change after publishing is told on the channel, after its commit', async () => {
  const subscriber = new Redis(api.env.REDIS_URL!);
  const batchId = await createBatch(api, { audience: 'listed' });
  const told: string[] = [];
  // Tests beside this one tell of their batches on the same channel.
  subscriber.on('message', (_channel, changed) => changed === batchId && told.push(changed));
  await subscriber.subscribe('coupon:batch-changed');
  const calls: [string, unknown?][] = [
    ['publish'],
    ['stock-changes', { kind: 'top_up', count: 1 }],
    ['extensions', { perUserLimit: 2 }],
    ['audience-users', { userIds: ['1'] }],
    ['pause'],
    ['resume'],
    ['end'],
  ];
  for (const [path, body] of calls) await post(`/v1/batches/${batchId}/${path}`, body);
  await until('all changes are told', () => told.length >= calls.length);
  expect(told).toEqual(calls.map(() => batchId));
  subscriber.disconnect();
});

test('a claim can read all terms of a batch at once', async () => {
  const batchId = await publishBatch(api, { totalCount: null, perUserLimit: 3, audience: 'listed' });
  const terms = await selectBatchTerms(api.app.get(Database), batchId);
  expect(terms).toMatchObject({
    batchId,
    merchantId: '7',
    status: 1,
    version: 2,
    unlimited: true,
    perUserLimit: 3,
    audience: 'listed',
    validity: { kind: 'days', days: 30 },
    remindDays: [3, 1],
    currency: 'USD',
  });
  expect(await selectBatchTerms(api.app.get(Database), '999999')).toBeUndefined();
});

describe('ownership', () => {
  test("another merchant's batch does not exist, whatever is done to it", async () => {
    const other = merchantToken(8);
    const batchId = await createBatch(api, { audience: 'listed' });
    const replies = [
      await get(batchId, other),
      await api.call('PUT', `/v1/batches/${batchId}`, {
        token: other,
        body: newBatch(await createRule(api, other)),
      }),
      ...(await Promise.all(
        ['publish', 'pause', 'resume', 'end'].map((move) =>
          post(`/v1/batches/${batchId}/${move}`, undefined, other),
        ),
      )),
      await post(`/v1/batches/${batchId}/stock-changes`, { kind: 'top_up', count: 1 }, other),
      await post(`/v1/batches/${batchId}/extensions`, { perUserLimit: 2 }, other),
      await post(`/v1/batches/${batchId}/audience-users`, { userIds: ['1'] }, other),
    ];
    for (const reply of replies)
      expect(reply).toMatchObject({ status: 404, body: { code: 'BATCH_NOT_FOUND' } });
    expect((await get(batchId, platformToken())).status).toBe(200);
    expect((await get(batchId, userToken(1))).status).toBe(403);
  });

  test("a batch stands only on its owner's rule", async () => {
    const foreign = await createRule(api, merchantToken(8));
    const own = await createRule(api);
    const ofPlatform = await createRule(api, platformToken());
    const refused = { status: 404, body: { code: 'RULE_NOT_FOUND', errors: [{ pointer: '/ruleId' }] } };
    expect(await post('/v1/batches', newBatch(foreign))).toMatchObject(refused);
    expect(await post('/v1/batches', newBatch(ofPlatform))).toMatchObject(refused);
    expect(await post('/v1/batches', newBatch('999999'))).toMatchObject(refused);
    expect(await post('/v1/batches', newBatch(own), platformToken())).toMatchObject(refused);
    const forMerchant = newBatch(own, { merchantId: '7' });
    expect(await post('/v1/batches', forMerchant, platformToken())).toMatchObject({
      status: 201,
      body: { merchantId: '7' },
    });
    expect(await post('/v1/batches', newBatch(ofPlatform), platformToken())).toMatchObject({
      status: 201,
      body: { merchantId: null },
    });
    const draft = await createBatch(api);
    const moved = await api.call('PUT', `/v1/batches/${draft}`, { token: MERCHANT, body: newBatch(foreign) });
    expect(moved).toMatchObject(refused);
  });
});

/** Sum of the recorded changes: what the batch may issue in all. */
async function recordedStock(batchId: string): Promise<number> {
  const row = await api.database.row<{ total: string | null }>(
    'SELECT SUM(delta) AS total FROM batch_stock_change WHERE batch_id = ?',
    [batchId],
  );
  return Number(row?.total ?? 0);
}
