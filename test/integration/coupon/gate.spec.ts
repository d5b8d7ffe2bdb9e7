import type { INestApplicationContext } from '@nestjs/common';
import { Redis } from 'ioredis';
import { HealGate } from '../../../src/modules/coupon/application/claims/heal-gate';
import { RunOperation } from '../../../src/modules/coupon/jobs/run-operation.handler';
import { AppError } from '../../../src/shared/errors';
import { startApi, type TestApi } from '../../support/api';
import { batchFacts, newBatch } from '../../support/builders';
import { startWorker } from '../../support/servers/worker';
import { merchantToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

/** What claims do when gate, terms and MySQL disagree. Each of these was a defect once. */
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

const claim = (batchId: string, userId: number, headers: Record<string, string> = {}) =>
  api.call('POST', `/v1/batches/${batchId}/claims`, { token: userToken(userId), headers });

const stockKey = (batchId: string) => `batch_id:{${batchId}}:stock`;

/** Terms that were read before are older than a second, and so read again. */
const newTerms = async (batchId: string, version: string) =>
  until('the gate knows the new terms', async () => {
    await api.app.get(HealGate).healAll();
    return (await redis.hget(stockKey(batchId), 'version')) === version;
  });

test('a read of the terms that fails is not remembered', async () => {
  const batch = await newBatch(api.database);
  expect((await claim(batch.batchId, 1)).status).toBe(201);
  await api.database.change('UPDATE coupon_batch SET version = version WHERE batch_id = ?', [batch.batchId]);
  const row = jest.spyOn(api.database, 'row').mockRejectedValue(new AppError('BUSY'));
  await until('the terms are too old', async () => (await claim(batch.batchId, 2)).status === 503);
  row.mockRestore();
  expect((await claim(batch.batchId, 3)).status).toBe(201);
});

test('a raised limit reaches users at the old one even if nobody was told of it', async () => {
  const batch = await newBatch(api.database);
  await claim(batch.batchId, 1);
  expect((await claim(batch.batchId, 1)).body.code).toBe('CLAIM_LIMIT_REACHED');
  await api.database.change(
    'UPDATE coupon_batch SET per_user_limit = 2, version = version + 1 WHERE batch_id = ?',
    [batch.batchId],
  );
  await newTerms(batch.batchId, '2');
  await until('the terms are read again', async () => (await claim(batch.batchId, 1)).status === 201);
  expect(await batchFacts(api.database, batch.batchId)).toMatchObject({ mostOfOneUser: 2 });
});

test('who was at the limit under outdated terms is not remembered under the new ones', async () => {
  const batch = await newBatch(api.database);
  await claim(batch.batchId, 1);
  await claim(batch.batchId, 50);
  await api.database.change(
    'UPDATE coupon_batch SET per_user_limit = 2, version = version + 1 WHERE batch_id = ?',
    [batch.batchId],
  );
  await redis.flushdb();
  const replies = await Promise.all([claim(batch.batchId, 1), claim(batch.batchId, 2)]);
  expect(replies.map(({ status }) => status)).toEqual([201, 201]);
  expect(await redis.smembers(`batch_id:{${batch.batchId}}:user_id`)).not.toContain('2');
});

test('a gate of another life, with a newer version than MySQL, is overwritten', async () => {
  const batch = await newBatch(api.database);
  await redis.hset(stockKey(batch.batchId), { left: 0, pending: 0, limit: 1, version: 9 });
  await redis.sadd(`batch_id:{${batch.batchId}}:user_id`, '1');
  await claim(batch.batchId, 2);
  await newTerms(batch.batchId, '1');
  expect((await claim(batch.batchId, 1)).status).toBe(201);
});

test('pending claims of a process that died do not stay pending', async () => {
  const batch = await newBatch(api.database, { totalCount: 1 });
  await claim(batch.batchId, 1);
  await until(
    'the claim is settled',
    async () => (await redis.hget(stockKey(batch.batchId), 'pending')) === '0',
  );
  await redis.hset(stockKey(batch.batchId), 'pending', 7);
  await api.app.get(HealGate).healAll();
  expect(await redis.hget(stockKey(batch.batchId), 'pending')).toBe('0');
});

describe('with a worker', () => {
  let worker: INestApplicationContext;
  beforeAll(async () => {
    worker = await startWorker();
  });
  afterAll(() => worker.close());

  test("a user's key gets one coupon, whether it is waited for or polled for", async () => {
    const batch = await newBatch(api.database, { perUserLimit: 5 });
    const key = { 'idempotency-key': 'both-ways' };
    const { body } = await claim(batch.batchId, 1, key);
    const accepted = await claim(batch.batchId, 1, { ...key, prefer: 'respond-async' });
    expect(accepted.status).toBe(202);
    const operation = await until('it is done', async () => {
      const url = `/v1/operations/${accepted.body.operationId}`;
      const reply = await api.call('GET', url, { token: userToken(1) });
      return reply.body.status === 'done' && reply.body;
    });
    expect(operation.result.results).toEqual([{ userId: '1', result: 'issued', couponId: body.couponId }]);
    expect(await batchFacts(api.database, batch.batchId)).toMatchObject({ coupons: 1 });
  });

  test('revoking what a batch has given out leaves what it gave out after the request', async () => {
    const batch = await newBatch(api.database);
    await claim(batch.batchId, 1);
    const post = (path: string) =>
      api.call('POST', `/v1/batches/${batch.batchId}/${path}`, { token: merchantToken() });
    await post('pause');
    const { body } = await post('revocations');
    await post('resume');
    await until('it gives coupons again', async () => (await claim(batch.batchId, 2)).status === 201);
    await worker.get(RunOperation, { strict: false }).prepare({ operationId: body.operationId });
    const states = await api.database.rows(
      'SELECT user_id, status FROM coupon WHERE batch_id = ? ORDER BY user_id',
      [batch.batchId],
    );
    expect(states).toEqual([
      { user_id: '1', status: 4 },
      { user_id: '2', status: 0 },
    ]);
  });
});
