import { Redis } from 'ioredis';
import { startApi, type TestApi } from '../../support/api';
import { batchFacts, newBatch } from '../../support/builders';
import { userToken } from '../../support/tokens';
import { until } from '../../support/until';

let api: TestApi;
let redis: Redis;

beforeAll(async () => {
  api = await startApi();
  redis = new Redis(api.env.REDIS_URL as string);
});

afterAll(async () => {
  redis.disconnect();
  await api.stop();
});

const claim = (batchId: string, userId: number | string, key?: string) =>
  api.call('POST', `/v1/batches/${batchId}/claims`, {
    token: userToken(userId),
    headers: key ? { 'idempotency-key': key } : {},
  });

const codes = (replies: { status: number; body: { code?: string } }[]) => {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const code = body.code ?? String(status);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
};

test('a user gets a coupon, with its row, reminders and an outbox row committed', async () => {
  const batch = await newBatch(api.database);
  const { status, body } = await claim(batch.batchId, 1);
  expect(status).toBe(201);
  expect(body).toMatchObject({ batchId: batch.batchId, userId: '1', claimNo: 1, status: 'available' });
  const row = await api.database.row('SELECT * FROM coupon WHERE coupon_id = ?', [body.couponId]);
  expect(row).toMatchObject({ user_id: '1', batch_id: batch.batchId, claim_no: 1, status: 0, source: 0 });
  const reminders = await api.database.rows('SELECT * FROM t_notify_msg WHERE coupon_id = ?', [
    body.couponId,
  ]);
  expect(reminders).toHaveLength(2);
  const promised = await api.database.rows<{ payload: string }>(
    "SELECT payload FROM outbox WHERE topic = 'coupon.issued'",
  );
  expect(promised.map(({ payload }) => JSON.parse(payload))).toContainEqual({
    batchId: batch.batchId,
    count: 1,
    source: 0,
  });
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({ left: 99, assigned: 1, coupons: 1 });
});

test('200 users × 5 parallel claims on a batch of 100 with limit 1: 100 coupons, 100 users', async () => {
  const batch = await newBatch(api.database, { totalCount: 100 });
  const users = Array.from({ length: 200 }, (_, at) => 1_000 + at);
  const replies = await Promise.all(
    users.flatMap((user) => [1, 2, 3, 4, 5].map(() => claim(batch.batchId, user))),
  );
  expect(codes(replies)['201']).toBe(100);
  expect(Object.keys(codes(replies)).sort()).toEqual(['201', 'BATCH_SOLD_OUT', 'CLAIM_LIMIT_REACHED']);
  expect(await batchFacts(api.database, batch.batchId)).toEqual({
    left: 0,
    reserved: 0,
    assigned: 100,
    coupons: 100,
    users: 100,
    mostOfOneUser: 1,
  });
});

test('a limit of 3 gives each user three coupons, numbered 1 to 3', async () => {
  const batch = await newBatch(api.database, { totalCount: 1_000, perUserLimit: 3 });
  const users = Array.from({ length: 40 }, (_, at) => 3_000 + at);
  const replies = await Promise.all(
    users.flatMap((user) => [1, 2, 3, 4, 5, 6].map(() => claim(batch.batchId, user))),
  );
  expect(codes(replies)).toEqual({ '201': 120, CLAIM_LIMIT_REACHED: 120 });
  const numbers = await api.database.rows<{ claim_no: number; n: string }>(
    'SELECT claim_no, COUNT(*) AS n FROM coupon WHERE batch_id = ? GROUP BY claim_no ORDER BY claim_no',
    [batch.batchId],
  );
  expect(numbers.map(({ claim_no, n }) => [claim_no, Number(n)])).toEqual([
    [1, 40],
    [2, 40],
    [3, 40],
  ]);
});

test('the same Idempotency-Key 50 times in parallel gets one coupon, and says which are repetitions', async () => {
  const batch = await newBatch(api.database, { perUserLimit: 10 });
  const replies = await Promise.all(
    Array.from({ length: 50 }, () => claim(batch.batchId, 5_000, 'same-key')),
  );
  expect(codes(replies)).toEqual({ '201': 50 });
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect(replies.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(49);
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({ coupons: 1, left: 99 });
});

test('a key that got its coupon answers with it when the batch is sold out, at limit or paused', async () => {
  const batch = await newBatch(api.database, { totalCount: 1 });
  const first = await claim(batch.batchId, 5_100, 'k');
  expect((await claim(batch.batchId, 5_101)).body.code).toBe('BATCH_SOLD_OUT');
  const again = await claim(batch.batchId, 5_100, 'k');
  expect(again).toMatchObject({ status: 201, text: first.text, headers: { 'idempotency-replayed': 'true' } });
  // Both are true; the gate may have missed that this user is at their limit, when Redis was slow for a moment.
  expect(['CLAIM_LIMIT_REACHED', 'BATCH_SOLD_OUT']).toContain(
    (await claim(batch.batchId, 5_100, 'other')).body.code,
  );
  await api.database.change('UPDATE coupon_batch SET status = 2, version = version + 1 WHERE batch_id = ?', [
    batch.batchId,
  ]);
  await until(
    'the terms are read again',
    async () => (await claim(batch.batchId, 5_101)).body.code === 'BATCH_NOT_CLAIMABLE',
  );
  expect(await claim(batch.batchId, 5_100, 'k')).toMatchObject({ status: 201, text: first.text });
});

test('the same key for another batch is refused', async () => {
  const [one, two] = [await newBatch(api.database), await newBatch(api.database)];
  expect((await claim(one.batchId, 5_200, 'k')).status).toBe(201);
  expect(await claim(two.batchId, 5_200, 'k')).toMatchObject({
    status: 422,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
  expect(await batchFacts(api.database, two.batchId)).toMatchObject({ coupons: 0, left: 100 });
});

test('holders that the gate does not know are found by the unique key, the others of their flush get their coupons', async () => {
  const batch = await newBatch(api.database, { totalCount: 500 });
  const holders = Array.from({ length: 100 }, (_, at) => 6_000 + at);
  await Promise.all(holders.map((user) => claim(batch.batchId, user)));
  await redis.flushdb();
  const everybody = Array.from({ length: 200 }, (_, at) => 6_000 + at);
  const replies = await Promise.all(everybody.map((user) => claim(batch.batchId, user)));
  expect(codes(replies)).toEqual({ '201': 100, CLAIM_LIMIT_REACHED: 100 });
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({
    coupons: 200,
    users: 200,
    left: 300,
  });
});

test('a gate that promises too much does no harm, one that promises too little is healed', async () => {
  const batch = await newBatch(api.database, { totalCount: 50 });
  await claim(batch.batchId, 7_000);
  await redis.hset(`batch_id:{${batch.batchId}}:stock`, 'left', 1_000_000);
  const many = await Promise.all(Array.from({ length: 120 }, (_, at) => claim(batch.batchId, 7_001 + at)));
  expect(codes(many)).toEqual({ '201': 49, BATCH_SOLD_OUT: 71 });

  const other = await newBatch(api.database, { totalCount: 50 });
  await claim(other.batchId, 7_000);
  await redis.hset(`batch_id:{${other.batchId}}:stock`, 'left', 0);
  await until('the gate is healed', async () => (await claim(other.batchId, 7_001)).status === 201);
});

test('terms are kept: window, status, audience, unknown batch', async () => {
  const hour = 3_600_000;
  const early = await newBatch(api.database, { claimFrom: new Date(Date.now() + hour) });
  const late = await newBatch(api.database, { claimUntil: new Date(Date.now() - hour) });
  const draft = await newBatch(api.database, { status: 0 });
  const listed = await newBatch(api.database, { audienceType: 1 });
  await api.database.change('INSERT INTO batch_audience_user (batch_id, user_id) VALUES (?, 8001)', [
    listed.batchId,
  ]);
  expect((await claim(early.batchId, 8_000)).body.code).toBe('BATCH_NOT_STARTED');
  expect((await claim(late.batchId, 8_000)).body.code).toBe('BATCH_CLAIM_ENDED');
  expect((await claim(draft.batchId, 8_000)).body.code).toBe('BATCH_NOT_CLAIMABLE');
  expect((await claim('424242', 8_000)).status).toBe(404);
  expect((await claim(listed.batchId, 8_000)).body.code).toBe('NOT_IN_AUDIENCE');
  expect((await claim(listed.batchId, 8_001)).status).toBe(201);
});

test('a batch without a stock limit is issued without touching its counter', async () => {
  const batch = await newBatch(api.database, { totalCount: null });
  const replies = await Promise.all(Array.from({ length: 100 }, (_, at) => claim(batch.batchId, 9_000 + at)));
  expect(codes(replies)).toEqual({ '201': 100 });
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({
    left: null,
    assigned: 0,
    coupons: 100,
  });
});

test('Redis down: claims go on through MySQL, exactly', async () => {
  const batch = await newBatch(api.database, { totalCount: 30 });
  const gate = new Redis(api.env.REDIS_URL as string);
  await gate.flushdb();
  // Every command of this user's connections fails as if Redis were away.
  await gate.call('CLIENT', 'PAUSE', '1500', 'ALL');
  const replies = await Promise.all(Array.from({ length: 60 }, (_, at) => claim(batch.batchId, 10_000 + at)));
  expect(codes(replies)).toEqual({ '201': 30, BATCH_SOLD_OUT: 30 });
  gate.disconnect();
});

test.each([
  ['an unknown field', 'POST', '/v1/batches/1/claims', { couponId: '1' }, 400, 'VALIDATION_FAILED'],
  ['a batch id that is none', 'POST', '/v1/batches/abc/claims', undefined, 400, 'VALIDATION_FAILED'],
  ['a huge batch id', 'POST', '/v1/batches/99999999999999999999/claims', undefined, 400, 'VALIDATION_FAILED'],
])('refuses %s', async (_name, method, url, body, status, code) => {
  expect(await api.call(method, url, { token: userToken(1), body })).toMatchObject({
    status,
    body: { code },
  });
});

test('a claim is for users with a valid token', async () => {
  const url = '/v1/batches/1/claims';
  expect(await api.call('POST', url)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  expect(await api.call('POST', url, { token: 'x.y.z' })).toMatchObject({ status: 401 });
});
