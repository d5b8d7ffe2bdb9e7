import type { INestApplicationContext } from '@nestjs/common';
import { startApi, type TestApi } from '../../support/api';
import { batchFacts, newBatch } from '../../support/builders';
import { startWorker } from '../../support/servers/worker';
import { merchantToken, platformToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

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

const users = (from: number, count: number) => Array.from({ length: count }, (_, at) => String(from + at));

const issue = (
  batchId: string,
  userIds: string[],
  headers: Record<string, string> = {},
  token = merchantToken(),
) => api.call('POST', `/v1/batches/${batchId}/issues`, { token, body: { userIds }, headers });

const finished = (operationId: string, token: string) =>
  until('the operation is done', async () => {
    const { body } = await api.call('GET', `/v1/operations/${operationId}`, { token });
    return body.status === 'done' && body;
  });

test('a merchant sends coupons to listed users, with a result for each', async () => {
  const batch = await newBatch(api.database, { totalCount: 3 });
  await issue(batch.batchId, ['1']);
  const { status, body } = await issue(batch.batchId, ['1', '2', '3', '4']);
  expect(status).toBe(200);
  expect(body).toMatchObject({ issued: 2, refused: 2, failed: 0 });
  expect(body.results.map((row: { code?: string; result: string }) => row.code ?? row.result)).toEqual([
    'CLAIM_LIMIT_REACHED',
    'issued',
    'issued',
    'BATCH_SOLD_OUT',
  ]);
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({ left: 0, assigned: 3, coupons: 3 });
});

test('the same key answers again with the same coupons, other input under it is refused', async () => {
  const batch = await newBatch(api.database, { perUserLimit: 5 });
  const key = { 'idempotency-key': 'send-1' };
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => issue(batch.batchId, users(10, 20), key)),
  );
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect(await issue(batch.batchId, users(10, 21), key)).toMatchObject({
    status: 422,
    body: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({ coupons: 20, left: 80 });
});

test('a user who was sent a coupon cannot get another', async () => {
  const batch = await newBatch(api.database);
  await issue(batch.batchId, ['50']);
  const reply = await api.call('POST', `/v1/batches/${batch.batchId}/claims`, { token: userToken(50) });
  expect(reply.body.code).toBe('CLAIM_LIMIT_REACHED');
});

test('long work is accepted with 202 once it is committed, and done exactly once', async () => {
  const batch = await newBatch(api.database, { totalCount: 1_000 });
  const reply = await issue(batch.batchId, users(100, 300), {
    prefer: 'respond-async',
    'idempotency-key': 'a',
  });
  expect(reply).toMatchObject({ status: 202, body: { status: 'pending', kind: 'issue' } });
  expect(reply.headers.location).toBe(`/v1/operations/${reply.body.operationId}`);
  const repeated = await issue(batch.batchId, users(100, 300), {
    prefer: 'respond-async',
    'idempotency-key': 'a',
  });
  expect(repeated.body.operationId).toBe(reply.body.operationId);
  const operation = await finished(reply.body.operationId, merchantToken());
  expect(operation.result).toMatchObject({ issued: 300, refused: 0, failed: 0 });
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({ coupons: 300, left: 700 });
  const elsewhere = await api.call('GET', `/v1/operations/${reply.body.operationId}`, {
    token: merchantToken(8),
  });
  expect(elsewhere).toMatchObject({ status: 404, body: { code: 'OPERATION_NOT_FOUND' } });
});

test('a claim can be accepted with 202, too', async () => {
  const batch = await newBatch(api.database);
  const url = `/v1/batches/${batch.batchId}/claims`;
  const reply = await api.call('POST', url, { token: userToken(60), headers: { prefer: 'respond-async' } });
  expect(reply.status).toBe(202);
  const operation = await finished(reply.body.operationId, userToken(60));
  expect(operation.result).toMatchObject({ issued: 1, results: [{ userId: '60', result: 'issued' }] });
});

test('an unlimited batch is counted within a moment', async () => {
  const batch = await newBatch(api.database, { totalCount: null });
  await issue(batch.batchId, users(1_000, 200));
  await until(
    'the count has followed',
    async () => (await batchFacts(api.database, batch.batchId)).assigned === 200,
  );
  expect(await api.database.rows('SELECT 1 FROM outbox WHERE due_at <= ?', [new Date(0)])).toEqual([]);
});

describe('revoking', () => {
  const revoke = (couponId: string, token = merchantToken()) =>
    api.call('POST', `/v1/coupons/${couponId}/revocations`, { token });

  test('one coupon: state, record, and no stock back', async () => {
    const batch = await newBatch(api.database);
    const { body } = await issue(batch.batchId, ['70']);
    const { couponId } = body.results[0];
    expect((await revoke(couponId, merchantToken(8))).body.code).toBe('COUPON_NOT_FOUND');
    expect(await revoke(couponId)).toMatchObject({ status: 200, body: { status: 'revoked' } });
    expect((await revoke(couponId)).body).toMatchObject({ code: 'COUPON_NOT_AVAILABLE', status: 409 });
    const records = await api.database.rows('SELECT operating FROM t_coupon_opt_record WHERE coupon_id = ?', [
      couponId,
    ]);
    expect(records).toEqual([{ operating: 4 }]);
    expect(await batchFacts(api.database, batch.batchId)).toMatchObject({
      left: 99,
      assigned: 1,
      coupons: 1,
    });
    const again = await api.call('POST', `/v1/batches/${batch.batchId}/claims`, { token: userToken(70) });
    expect(again.body.code).toBe('CLAIM_LIMIT_REACHED');
  });

  test('what is left of a batch, once it gives out no more', async () => {
    const batch = await newBatch(api.database, { totalCount: 1_000, perUserLimit: 2 });
    await issue(batch.batchId, users(2_000, 450));
    await issue(batch.batchId, users(2_000, 20));
    const url = `/v1/batches/${batch.batchId}/revocations`;
    expect((await api.call('POST', url, { token: platformToken() })).body.code).toBe('BATCH_STATE_CONFLICT');
    await api.call('POST', `/v1/batches/${batch.batchId}/pause`, { token: merchantToken() });
    const { status, body } = await api.call('POST', url, { token: merchantToken() });
    expect(status).toBe(202);
    expect((await finished(body.operationId, merchantToken())).result).toEqual({ revoked: 470 });
    const states = await api.database.rows<{ status: number; n: string }>(
      'SELECT status, COUNT(*) AS n FROM coupon WHERE batch_id = ? GROUP BY status',
      [batch.batchId],
    );
    expect(states.map(({ status: state, n }) => [state, Number(n)])).toEqual([[4, 470]]);
  });
});

test.each([
  ['no users', { userIds: [] }],
  ['a user id that is a number', { userIds: [1] }],
  ['a user twice', { userIds: ['1', '1'] }],
  ['1,001 users', { userIds: users(1, 1_001) }],
  ['an unknown field', { userIds: ['1'], each: 2 }],
  ['no body', undefined],
])('refuses %s', async (_name, body) => {
  const batch = await newBatch(api.database);
  const reply = await api.call('POST', `/v1/batches/${batch.batchId}/issues`, {
    token: merchantToken(),
    body,
  });
  expect(reply).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
  expect(reply.body.errors.length).toBeGreaterThan(0);
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({ coupons: 0 });
});

test('a user cannot issue, another merchant does not see the batch', async () => {
  const batch = await newBatch(api.database);
  expect((await issue(batch.batchId, ['1'], {}, userToken(1))).status).toBe(403);
  expect((await issue(batch.batchId, ['1'], {}, merchantToken(8))).body.code).toBe('BATCH_NOT_FOUND');
});
