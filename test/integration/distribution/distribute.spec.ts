import type { INestApplicationContext } from '@nestjs/common';
import { startApi, type TestApi } from '../../support/api';
import { batchFacts, newBatch, newRule } from '../../support/builders';
import {
  distribute,
  distributionViolations,
  newTaggedUsers,
  newUsers,
  showDistribution,
  untilEnded,
} from '../../support/distributions';
import { startWorker } from '../../support/servers/worker';
import { merchantToken, platformToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(60_000);

let api: TestApi;
let worker: INestApplicationContext;

beforeAll(async () => {
  api = await startApi();
  worker = await startWorker();
});

afterAll(async () => {
  await worker.close();
  await api.stop();
});

const post = (path: string, body: unknown, token = merchantToken()) =>
  api.call('POST', `/v1/distributions${path}`, { token, body });
const claim = (batchId: string, userId: string) =>
  api.call('POST', `/v1/batches/${batchId}/claims`, { token: userToken(userId) });

test('every user of a tag gets one coupon and its reminders, and the rest of the reservation is returned', async () => {
  const { code, ids } = await newTaggedUsers(api.database, 5_000);
  const batch = await newBatch(api.database, { totalCount: 6_000 });
  const distributionId = await distribute(api, {
    batchId: batch.batchId,
    selection: { tags: { any: [code] } },
    message: { title: 'For you', body: '20.00 off' },
  });
  const shown = await untilEnded(api, distributionId);
  expect(shown).toMatchObject({
    status: 'done',
    merchantId: '7',
    perUser: 1,
    message: { title: 'For you', body: '20.00 off' },
    selection: { tags: { any: [code] } },
    progress: {
      audience: 5_000,
      audienceEstimated: false,
      issued: 5_000,
      reserved: 0,
      done: 5_000,
      skipped: 0,
      failed: 0,
      unserved: 0,
    },
  });
  expect(await batchFacts(api.database, batch.batchId)).toEqual({
    left: 1_000,
    reserved: 0,
    assigned: 5_000,
    coupons: 5_000,
    users: 5_000,
    mostOfOneUser: 1,
  });
  const coupon = await api.database.row('SELECT * FROM coupon WHERE batch_id = ? AND user_id = ?', [
    batch.batchId,
    ids[17],
  ]);
  expect(coupon).toMatchObject({ status: 0, source: 2, claim_no: 1, request_key: null });
  const reminders = await api.database.row(
    'SELECT COUNT(*) AS n, COUNT(DISTINCT user_id) AS users, COUNT(DISTINCT coupon_id) AS coupons FROM t_notify_msg WHERE batch_id = ?',
    [batch.batchId],
  );
  expect(reminders).toEqual({ n: '10000', users: '5000', coupons: '5000' });
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);
});

test('one outbox event for each chunk names the coupons of that chunk', async () => {
  await worker.close();
  const { code } = await newTaggedUsers(api.database, 3_000);
  const batch = await newBatch(api.database, { totalCount: 3_000 });
  worker = await startWorker();
  const seen = new Map<string, { count: number; chunk: Record<string, string> }>();
  const distributionId = await distribute(api, {
    batchId: batch.batchId,
    selection: { tags: { any: [code] } },
  });
  await until('events of all coupons were seen', async () => {
    const rows = await api.database.rows<{ outbox_id: string; payload: string }>(
      "SELECT outbox_id, payload FROM outbox WHERE topic = 'coupon.issued'",
    );
    for (const { outbox_id, payload } of rows) {
      const event = JSON.parse(payload);
      if (event.batchId === batch.batchId) seen.set(outbox_id, event);
    }
    const ended = (await showDistribution(api, distributionId)).status === 'done';
    return ended && seen.size > 0;
  });
  for (const { count, chunk } of seen.values()) {
    expect(chunk.distributionId).toBe(distributionId);
    const held = await api.database.row<{ n: string }>(
      'SELECT COUNT(*) AS n FROM coupon WHERE batch_id = ? AND coupon_id >= ? AND coupon_id < ?',
      [batch.batchId, chunk.fromCouponId, chunk.untilCouponId],
    );
    expect(Number(held?.n)).toBe(count);
  }
});

test('a user who got a coupon by distribution cannot claim another', async () => {
  const ids = await newUsers(api.database, 20);
  const batch = await newBatch(api.database, { totalCount: 100 });
  await untilEnded(api, await distribute(api, { batchId: batch.batchId, selection: { userIds: ids } }));
  const reply = await claim(batch.batchId, ids[3]!);
  expect(reply).toMatchObject({ status: 409, body: { code: 'CLAIM_LIMIT_REACHED' } });
  expect(await claim(batch.batchId, '4711')).toMatchObject({ status: 201 });
});

test('users who hold one are skipped and counted; several for each fill the free numbers up to the limit', async () => {
  const ids = await newUsers(api.database, 10);
  const batch = await newBatch(api.database, { totalCount: 100, perUserLimit: 3 });
  for (const [user, count] of [
    [0, 1],
    [1, 2],
    [2, 3],
  ] as const) {
    for (let at = 0; at < count; at++) await claim(batch.batchId, ids[user]!);
  }
  const distributionId = await distribute(api, {
    batchId: batch.batchId,
    selection: { userIds: ids },
    perUser: 2,
  });
  const { progress, status } = await untilEnded(api, distributionId);
  expect(status).toBe('done');
  expect(progress).toMatchObject({ issued: 2 + 1 + 0 + 7 * 2, done: 9, skipped: 1 });
  const held = await api.database.rows<{ user_id: string; numbers: string }>(
    `SELECT user_id, GROUP_CONCAT(claim_no ORDER BY claim_no) AS numbers FROM coupon WHERE batch_id = ?
     GROUP BY user_id ORDER BY user_id`,
    [batch.batchId],
  );
  expect(held.map(({ numbers }) => numbers)).toEqual(['1,2,3', '1,2,3', '1,2,3', ...Array(7).fill('1,2')]);
  const reminders = await api.database.row<{ n: string }>(
    'SELECT COUNT(*) AS n FROM t_notify_msg WHERE batch_id = ?',
    [batch.batchId],
  );
  expect(Number(reminders?.n)).toBe(20);
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);
});

test('stock that runs out ends it as exhausted, with the number of users left; after a top-up retry goes on', async () => {
  const { code } = await newTaggedUsers(api.database, 4_000);
  const batch = await newBatch(api.database, { totalCount: 2_500 });
  const distributionId = await distribute(api, {
    batchId: batch.batchId,
    selection: { tags: { any: [code] } },
  });
  expect(await untilEnded(api, distributionId)).toMatchObject({
    status: 'exhausted',
    progress: { issued: 2_500, done: 2_500, unserved: 1_500 },
  });
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({
    left: 0,
    reserved: 0,
    assigned: 2_500,
  });
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);

  await api.call('POST', `/v1/batches/${batch.batchId}/stock-changes`, {
    token: merchantToken(),
    body: { kind: 'top_up', count: 2_000 },
  });
  expect((await post(`/${distributionId}/retry`, undefined)).status).toBe(200);
  expect(await untilEnded(api, distributionId)).toMatchObject({
    status: 'done',
    progress: { issued: 4_000, done: 4_000, unserved: 0 },
  });
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({
    left: 500,
    reserved: 0,
    assigned: 4_000,
  });
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);
});

test('a batch without a limit has nothing reserved, and its counter follows', async () => {
  const { code } = await newTaggedUsers(api.database, 3_000);
  const batch = await newBatch(api.database, { totalCount: null });
  const distributionId = await distribute(api, {
    batchId: batch.batchId,
    selection: { tags: { any: [code] } },
  });
  expect(await untilEnded(api, distributionId)).toMatchObject({
    status: 'done',
    progress: { issued: 3_000 },
  });
  await until('the counter has followed', async () => {
    const facts = await batchFacts(api.database, batch.batchId);
    return facts.assigned === 3_000 && facts.coupons === 3_000 && facts.reserved === 0;
  });
});

test('a distribution and a flash sale on the same batch at once stay within stock and per-user limit', async () => {
  const { code, ids } = await newTaggedUsers(api.database, 3_000);
  for (const perUserLimit of [1, 3]) {
    const batch = await newBatch(api.database, { totalCount: 3_200, perUserLimit });
    const distributionId = await distribute(api, {
      batchId: batch.batchId,
      selection: { tags: { any: [code] } },
    });
    const sale = await Promise.all(
      Array.from({ length: 1_500 }, (_, at) => claim(batch.batchId, ids[(at * 7) % 2_900]!)),
    );
    const claimed = sale.filter(({ status }) => status === 201).length;
    const { status, progress } = await untilEnded(api, distributionId);
    const facts = await batchFacts(api.database, batch.batchId);
    expect(facts.mostOfOneUser).toBeLessThanOrEqual(perUserLimit);
    expect(facts.coupons).toBe(claimed + progress.issued);
    expect({ ...facts, sum: facts.left! + facts.reserved + facts.assigned }).toMatchObject({
      reserved: 0,
      assigned: facts.coupons,
      sum: 3_200,
    });
    expect(progress.done + progress.skipped + progress.unserved).toBe(3_000);
    if (perUserLimit === 3 && status === 'done') expect(progress.done).toBe(3_000);
    if (perUserLimit === 1 && status === 'done') expect(facts.users).toBe(3_000);
    expect(await distributionViolations(api.database, distributionId)).toEqual([]);
  }
});

test('a dry run tells audience, stock and liability, and changes nothing', async () => {
  const ids = await newUsers(api.database, 30);
  const batch = await newBatch(api.database, { totalCount: 50, perUserLimit: 2 });
  const body = { batchId: batch.batchId, selection: { userIds: ids }, perUser: 2, dryRun: true };
  const reply = await post('', body);
  expect(reply.status).toBe(200);
  expect(reply.body).toEqual({
    batchId: batch.batchId,
    audience: { count: 30, estimated: false },
    wanted: 60,
    stock: 50,
    unserved: 5,
    liability: { amountMinor: 50 * 2_000, currency: 'USD' },
  });
  const unbounded = await newRule(api.database, { type: 1, content: { percentBp: 1_000 } });
  const open = await newBatch(api.database, { totalCount: null, ruleId: unbounded });
  expect((await post('', { ...body, batchId: open.batchId, perUser: 1 })).body).toMatchObject({
    wanted: 30,
    stock: null,
    unserved: 0,
    liability: { amountMinor: null, currency: 'USD' },
  });
  expect(
    await api.database.row('SELECT 1 FROM distribution WHERE batch_id = ?', [batch.batchId]),
  ).toBeUndefined();
});

test('an Idempotency-Key makes one distribution, whatever has become of the batch since', async () => {
  const ids = await newUsers(api.database, 5);
  const batch = await newBatch(api.database);
  const body = { batchId: batch.batchId, selection: { userIds: ids } };
  const options = { token: merchantToken(), body, headers: { 'idempotency-key': `d-${batch.batchId}` } };
  const first = await api.call('POST', '/v1/distributions', options);
  await untilEnded(api, first.body.distributionId);
  await api.call('POST', `/v1/batches/${batch.batchId}/end`, { token: merchantToken() });
  const again = await api.call('POST', '/v1/distributions', options);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(again.text).toBe(first.text);
  const other = await api.call('POST', '/v1/distributions', {
    ...options,
    body: { ...body, perUser: 1, dryRun: false },
  });
  expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
});

test('bad input is refused with the field at fault, and nothing is written', async () => {
  const batch = await newBatch(api.database);
  const paused = await newBatch(api.database, { status: 2 });
  const good = { batchId: batch.batchId, selection: { everyone: true } };
  const refusal = async (body: unknown) => {
    const reply = await post('', body);
    return [reply.status, reply.body.code, reply.body.errors?.[0]?.pointer];
  };
  expect(await refusal({ ...good, batchId: 'x' })).toEqual([400, 'VALIDATION_FAILED', '/batchId']);
  expect(await refusal({ ...good, selection: {} })).toEqual([400, 'VALIDATION_FAILED', '/selection']);
  expect(await refusal({ batchId: batch.batchId })).toEqual([400, 'VALIDATION_FAILED', '/selection']);
  expect(await refusal({ ...good, perUser: 0 })).toEqual([400, 'VALIDATION_FAILED', '/perUser']);
  expect(await refusal({ ...good, message: { title: '', body: 'b' } })).toEqual([
    400,
    'VALIDATION_FAILED',
    '/message/title',
  ]);
  expect(await refusal({ ...good, startAt: 'tomorrow' })).toEqual([400, 'VALIDATION_FAILED', '/startAt']);
  expect(await refusal({ ...good, color: 'red' })).toEqual([400, 'VALIDATION_FAILED', '/color']);
  expect(await refusal({ ...good, perUser: 2 })).toEqual([422, 'DISTRIBUTION_INVALID', '/perUser']);
  expect(await refusal({ ...good, startAt: '2199-01-01T00:00:00Z' })).toEqual([
    422,
    'DISTRIBUTION_INVALID',
    '/startAt',
  ]);
  expect(await refusal({ ...good, selection: { tags: { any: ['nope'] } } })).toEqual([
    422,
    'SELECTION_INVALID',
    '/selection/tags/any/0',
  ]);
  expect(await refusal({ ...good, batchId: paused.batchId })).toEqual([
    409,
    'BATCH_NOT_CLAIMABLE',
    undefined,
  ]);
  expect(
    await api.database.row('SELECT 1 FROM distribution WHERE batch_id IN (?, ?)', [
      batch.batchId,
      paused.batchId,
    ]),
  ).toBeUndefined();
});

test("a merchant sees and moves its own, not another's; the platform sees all; users see none", async () => {
  const ids = await newUsers(api.database, 3);
  const batch = await newBatch(api.database);
  const distributionId = await distribute(api, { batchId: batch.batchId, selection: { userIds: ids } });
  await untilEnded(api, distributionId);
  const other = merchantToken(8);
  const path = `/v1/distributions/${distributionId}`;
  for (const [method, url] of [
    ['GET', path],
    ['GET', `${path}/events`],
    ['POST', `${path}/pause`],
    ['POST', `${path}/cancel`],
    ['POST', `${path}/retry`],
  ] as const) {
    const reply = await api.call(method, url, { token: other });
    expect([url, reply.status, reply.body.code]).toEqual([url, 404, 'DISTRIBUTION_NOT_FOUND']);
  }
  expect((await post('', { batchId: batch.batchId, selection: { everyone: true } }, other)).body.code).toBe(
    'BATCH_NOT_FOUND',
  );
  expect((await api.call('GET', path, { token: platformToken() })).status).toBe(200);
  expect((await api.call('GET', path, { token: userToken(1) })).body.code).toBe('FORBIDDEN');
  const mine = await api.call('GET', '/v1/distributions?limit=1', { token: merchantToken() });
  expect(mine.body.items.map((item: { distributionId: string }) => item.distributionId)).toEqual([
    distributionId,
  ]);
  const next = await api.call('GET', `/v1/distributions?limit=1&cursor=${mine.body.nextCursor}`, {
    token: merchantToken(),
  });
  expect(Number(next.body.items[0].distributionId)).toBeLessThan(Number(distributionId));
  expect((await api.call('GET', '/v1/distributions', { token: other })).body.items).toEqual([]);
});

test('its progress can be watched as server-sent events until it has ended', async () => {
  const ids = await newUsers(api.database, 3);
  const batch = await newBatch(api.database);
  const distributionId = await distribute(api, { batchId: batch.batchId, selection: { userIds: ids } });
  const reply = await api.call('GET', `/v1/distributions/${distributionId}/events`, {
    token: merchantToken(),
  });
  expect(reply.headers['content-type']).toMatch(/^text\/event-stream/);
  const events = [...reply.text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json!));
  expect(events.at(-1)).toMatchObject({ status: 'done', done: 3, issued: 3 });
});

test('it starts at its time, and a scheduled one can be cancelled', async () => {
  const ids = await newUsers(api.database, 3);
  const batch = await newBatch(api.database);
  const soon = new Date(Date.now() + 1_500);
  const [timed, never] = await Promise.all(
    [soon, new Date(Date.now() + 3_600_000)].map((startAt) =>
      distribute(api, {
        batchId: batch.batchId,
        selection: { userIds: ids },
        startAt: startAt.toISOString(),
      }),
    ),
  );
  expect(await showDistribution(api, timed!)).toMatchObject({ status: 'scheduled', startedAt: null });
  expect((await post(`/${never}/cancel`, undefined)).body.status).toBe('cancelling');
  const shown = await untilEnded(api, timed!);
  expect(shown.status).toBe('done');
  expect(Date.parse(shown.startedAt)).toBeGreaterThanOrEqual(soon.getTime());
  expect(await untilEnded(api, never!)).toMatchObject({ status: 'cancelled', progress: { issued: 0 } });
  expect((await post(`/${never}/cancel`, undefined)).body).toMatchObject({
    code: 'DISTRIBUTION_STATE_CONFLICT',
    distributionStatus: 'cancelled',
  });
});

test('a paused batch holds its distributions, the end of a batch ends them and returns what they held', async () => {
  const ids = await newUsers(api.database, 3);
  const batch = await newBatch(api.database);
  const startAt = new Date(Date.now() + 1_000).toISOString();
  const body = { batchId: batch.batchId, selection: { userIds: ids }, startAt };
  const distributionId = await distribute(api, body);
  await api.call('POST', `/v1/batches/${batch.batchId}/pause`, { token: merchantToken() });
  await until('its time has come', () => Date.now() > Date.parse(startAt) + 1_500);
  expect(await showDistribution(api, distributionId)).toMatchObject({ status: 'scheduled' });
  await api.call('POST', `/v1/batches/${batch.batchId}/end`, { token: merchantToken() });
  expect(await untilEnded(api, distributionId)).toMatchObject({
    status: 'cancelled',
    reason: 'BATCH_CLAIM_ENDED',
  });
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({
    left: 100,
    reserved: 0,
    assigned: 0,
  });
});

test('every write is in the audit log', async () => {
  const ids = await newUsers(api.database, 3);
  const batch = await newBatch(api.database);
  const startAt = new Date(Date.now() + 3_600_000).toISOString();
  const id = await distribute(api, { batchId: batch.batchId, selection: { userIds: ids }, startAt });
  await post(`/${id}/cancel`, undefined);
  const rows = await api.database.rows<{ action: string }>(
    "SELECT action FROM audit_log WHERE subject = 'distribution' AND subject_id = ? ORDER BY audit_log_id",
    [id],
  );
  expect(rows.map(({ action }) => action)).toEqual(['distribution.create', 'distribution.cancel']);
});
