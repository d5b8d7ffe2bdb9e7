import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplicationContext } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { type Connection, createConnection } from 'mysql2/promise';
import { AdvanceDistribution } from '../../../src/modules/distribution/application/advance-distribution';
import { IssueChunk } from '../../../src/modules/distribution/application/issue-chunk';
import { RunChunkJob } from '../../../src/modules/distribution/application/run-chunk-job';
import { DistributionProcessor } from '../../../src/modules/distribution/jobs/distribution.processor';
import { DISTRIBUTION_QUEUE } from '../../../src/modules/distribution/jobs/distribution.queue';
import { startApi, type TestApi } from '../../support/api';
import { batchFacts, newBatch, testId } from '../../support/builders';
import {
  distribute,
  distributionViolations,
  newTaggedUsers,
  newUsers,
  showDistribution,
} from '../../support/distributions';
import { startWorker } from '../../support/servers/worker';
import { merchantToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

// The worker's own loops stand still here, so that every step is the test's.
jest.setTimeout(60_000);

let api: TestApi;
let worker: INestApplicationContext;
let other: Connection;
let advance: AdvanceDistribution;
let issueChunk: IssueChunk;
let runChunkJob: RunChunkJob;

beforeAll(async () => {
  api = await startApi({ DISTRIBUTION_SCAN_SECONDS: '3600' });
  worker = await startWorker();
  await worker.get(DistributionProcessor).worker.close();
  advance = worker.get(AdvanceDistribution);
  issueChunk = worker.get(IssueChunk);
  runChunkJob = worker.get(RunChunkJob);
  other = await createConnection(api.env.DATABASE_URL as string);
});

afterAll(async () => {
  await other.end();
  await worker.close();
  await api.stop();
});

interface Chunk {
  no: number;
  status: number;
  users: number;
  quota: number;
  issued: number;
  queued: number;
  tries: number;
}

const chunksOf = (distributionId: string): Promise<Chunk[]> =>
  api.database.rows<Chunk>(
    'SELECT chunk_no AS no, status, users, quota, issued, queued, tries FROM distribution_chunk WHERE distribution_id = ? ORDER BY chunk_no',
    [distributionId],
  );
const move = async (distributionId: string, name: string) =>
  (await api.call('POST', `/v1/distributions/${distributionId}/${name}`, { token: merchantToken() })).body;

/** A distribution that has begun: its first chunks are planned, none is carried out. */
async function begun(users = 9_000, batch: Parameters<typeof newBatch>[1] = { totalCount: 20_000 }) {
  const { code, ids } = await newTaggedUsers(api.database, users);
  const { batchId } = await newBatch(api.database, batch);
  const distributionId = await distribute(api, { batchId, selection: { tags: { any: [code] } } });
  await advance.execute(distributionId);
  return { distributionId, batchId, ids, code };
}

/** Carries out whatever is pending until the distribution stands still. */
async function runToEnd(distributionId: string): Promise<void> {
  for (let rounds = 0; rounds < 50; rounds++) {
    await advance.execute(distributionId);
    const pending = (await chunksOf(distributionId)).filter(({ status, quota }) => status === 0 && quota > 0);
    if (pending.length === 0) return;
    for (const { no } of pending) await issueChunk.execute(distributionId, no);
  }
  throw new Error('it never stands still');
}

/** Holds a user's row of the batch uncommitted, so that the chunk with that user has to wait. @returns lets it go */
async function hold(batchId: string, userId: string): Promise<() => Promise<unknown>> {
  await other.query('START TRANSACTION');
  await other.query(
    `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
     VALUES (?, ?, ?, 1, 0, 1, NOW(), NOW(), NOW())`,
    [testId(), userId, batchId],
  );
  return () => other.query('ROLLBACK');
}

/** Until a session of this database waits for that row. */
const untilItWaits = (batchId: string) =>
  until('the chunk waits', async () => {
    const [row] = await api.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM information_schema.processlist
       WHERE db = DATABASE() AND info LIKE 'INSERT IGNORE INTO coupon%' AND info LIKE ?`,
      [`%${batchId}%`],
    );
    return Number(row?.n) > 0;
  });

test('the planner reserves the stock and writes a few ranges ahead, not all of them', async () => {
  const { distributionId, batchId } = await begun(20_000, { totalCount: 30_000 });
  expect((await chunksOf(distributionId)).map(({ users, quota }) => [users, quota])).toEqual(
    Array(4).fill([2_000, 2_000]),
  );
  expect(await batchFacts(api.database, batchId)).toMatchObject({
    left: 10_000,
    reserved: 20_000,
    assigned: 0,
  });
  await issueChunk.execute(distributionId, 1);
  await advance.execute(distributionId);
  expect((await chunksOf(distributionId)).filter(({ status }) => status === 0)).toHaveLength(4);
});

test('the gate follows the reservation: users are told sold out while the rest is reserved, and get what is returned', async () => {
  const { code } = await newTaggedUsers(api.database, 100);
  const { batchId } = await newBatch(api.database, { totalCount: 101 });
  const claim = async () =>
    (await api.call('POST', `/v1/batches/${batchId}/claims`, { token: userToken(testId()) })).body.code ??
    'ok';
  expect(await claim()).toBe('ok');
  const distributionId = await distribute(api, { batchId, selection: { tags: { any: [code] } } });
  await advance.execute(distributionId);
  await until('the gate knows that all is reserved', async () => (await claim()) === 'BATCH_SOLD_OUT');
  expect(await batchFacts(api.database, batchId)).toMatchObject({ left: 0, reserved: 100, assigned: 1 });
  await move(distributionId, 'cancel');
  await advance.execute(distributionId);
  await until('the gate knows what was returned', async () => (await claim()) === 'ok');
  expect(await batchFacts(api.database, batchId)).toMatchObject({ left: 99, reserved: 0, assigned: 2 });
});

test('while its batch is paused nobody knows whether the stock is gone: it waits, and serves everyone once it is resumed', async () => {
  const { code, ids } = await newTaggedUsers(api.database, 300);
  const { batchId } = await newBatch(api.database, { totalCount: 100 });
  const distributionId = await distribute(api, { batchId, selection: { tags: { any: [code] } } });
  await advance.execute(distributionId);
  await issueChunk.execute(distributionId, 1);
  const batch = (name: string, body?: unknown) =>
    api.call('POST', `/v1/batches/${batchId}/${name}`, { token: merchantToken(), body });
  expect((await batch('stock-changes', { kind: 'top_up', count: 500 })).status).toBeLessThan(300);
  expect((await batch('pause')).status).toBe(200);
  await advance.execute(distributionId);
  expect(await showDistribution(api, distributionId)).toMatchObject({ status: 'running' });
  expect((await batch('resume')).status).toBe(200);
  await runToEnd(distributionId);
  expect(await showDistribution(api, distributionId)).toMatchObject({
    status: 'done',
    progress: { issued: ids.length, unserved: 0 },
  });
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);
});

test('a batch that is paused while its distribution begins keeps its stock, and the distribution waits', async () => {
  const { code, ids } = await newTaggedUsers(api.database, 100);
  const { batchId } = await newBatch(api.database, { totalCount: 100 });
  const distributionId = await distribute(api, { batchId, selection: { tags: { any: [code] } } });
  // Paused, and not committed: what reads the batch's terms sees it published, what wants its row waits.
  await other.query('START TRANSACTION');
  await other.query('UPDATE coupon_batch SET status = 2, version = version + 1 WHERE batch_id = ?', [
    batchId,
  ]);
  const advancing = advance.execute(distributionId);
  await until('it waits for the batch', async () => {
    const [row] = await api.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM information_schema.processlist
       WHERE db = DATABASE() AND info LIKE 'UPDATE coupon_batch SET reserved_count%' AND info LIKE ?`,
      [`%${batchId}%`],
    );
    return Number(row?.n) > 0;
  });
  await other.query('COMMIT');
  await advancing;
  expect(await showDistribution(api, distributionId)).toMatchObject({ status: 'scheduled' });
  expect(await batchFacts(api.database, batchId)).toMatchObject({ left: 100, reserved: 0 });
  await api.call('POST', `/v1/batches/${batchId}/resume`, { token: merchantToken() });
  await runToEnd(distributionId);
  expect(await showDistribution(api, distributionId)).toMatchObject({
    status: 'done',
    progress: { issued: ids.length, unserved: 0 },
  });
});

test('paused in mid-run it issues nothing more and keeps its reservation; resumed it serves everyone exactly once', async () => {
  const { distributionId, batchId } = await begun();
  await issueChunk.execute(distributionId, 1);
  expect((await move(distributionId, 'pause')).status).toBe('paused');
  await issueChunk.execute(distributionId, 2);
  await advance.execute(distributionId);
  expect(await batchFacts(api.database, batchId)).toMatchObject({
    left: 11_000,
    reserved: 7_000,
    assigned: 2_000,
  });
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);
  expect((await move(distributionId, 'pause')).code).toBe('DISTRIBUTION_STATE_CONFLICT');
  expect((await move(distributionId, 'resume')).status).toBe('running');
  await runToEnd(distributionId);
  expect(await batchFacts(api.database, batchId)).toEqual({
    left: 11_000,
    reserved: 0,
    assigned: 9_000,
    coupons: 9_000,
    users: 9_000,
    mostOfOneUser: 1,
  });
  expect((await showDistribution(api, distributionId)).status).toBe('done');
});

test('a chunk under way when it is paused still counts, and counts once', async () => {
  const { distributionId, batchId, ids } = await begun();
  const release = await hold(batchId, ids[1_000]!);
  const running = issueChunk.execute(distributionId, 1);
  await untilItWaits(batchId);
  await move(distributionId, 'pause');
  await release();
  await running;
  expect(await batchFacts(api.database, batchId)).toMatchObject({
    reserved: 7_000,
    assigned: 2_000,
    coupons: 2_000,
  });
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);
});

test('cancelled in mid-run it returns the rest; a chunk under way is undone, and late ones change nothing', async () => {
  const { distributionId, batchId, ids } = await begun();
  await issueChunk.execute(distributionId, 1);
  const release = await hold(batchId, ids[3_000]!);
  const running = issueChunk.execute(distributionId, 2);
  await untilItWaits(batchId);
  expect((await move(distributionId, 'cancel')).status).toBe('cancelling');
  await release();
  await running;
  await advance.execute(distributionId);
  const shown = await showDistribution(api, distributionId);
  expect(shown).toMatchObject({ status: 'cancelled', progress: { issued: 2_000, done: 2_000, reserved: 0 } });
  for (const { no } of await chunksOf(distributionId)) await issueChunk.execute(distributionId, no);
  expect(await batchFacts(api.database, batchId)).toMatchObject({
    left: 18_000,
    reserved: 0,
    assigned: 2_000,
    coupons: 2_000,
  });
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);
  expect((await move(distributionId, 'resume')).code).toBe('DISTRIBUTION_STATE_CONFLICT');
});

test('the same chunk at the same time, again, and after the end has one effect', async () => {
  const { distributionId, batchId } = await begun(2_000);
  await Promise.all([1, 2, 3].map(() => issueChunk.execute(distributionId, 1)));
  await issueChunk.execute(distributionId, 1);
  await advance.execute(distributionId);
  await issueChunk.execute(distributionId, 1);
  expect(await batchFacts(api.database, batchId)).toMatchObject({
    left: 18_000,
    assigned: 2_000,
    coupons: 2_000,
  });
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);
});

test('a chunk whose worker hangs in its transaction is not waited for', async () => {
  const { distributionId, ids, batchId } = await begun(2_000);
  const release = await hold(batchId, ids[0]!);
  const hanging = issueChunk.execute(distributionId, 1);
  await untilItWaits(batchId);
  await issueChunk.execute(distributionId, 1);
  await advance.execute(distributionId, true);
  await release();
  await hanging;
  expect(await batchFacts(api.database, batchId)).toMatchObject({ assigned: 2_000, coupons: 2_000 });
});

test('users of a chunk who get a coupon elsewhere at that moment are skipped where one is the limit', async () => {
  const { distributionId, batchId, ids } = await begun(2_000);
  await hold(batchId, ids[5]!);
  const running = issueChunk.execute(distributionId, 1);
  await untilItWaits(batchId);
  await other.query('COMMIT');
  await running;
  await advance.execute(distributionId);
  expect((await showDistribution(api, distributionId)).progress).toMatchObject({ done: 1_999, skipped: 1 });
  expect((await batchFacts(api.database, batchId)).mostOfOneUser).toBe(1);
});

test('where more are allowed they still get the one that is for them', async () => {
  const { distributionId, batchId, ids } = await begun(2_000, { totalCount: 9_000, perUserLimit: 3 });
  await hold(batchId, ids[5]!);
  const running = issueChunk.execute(distributionId, 1);
  await untilItWaits(batchId);
  await other.query('COMMIT');
  await running;
  await advance.execute(distributionId);
  expect((await showDistribution(api, distributionId)).progress).toMatchObject({
    done: 2_000,
    issued: 2_000,
    skipped: 0,
  });
  const numbers = await api.database.rows<{ claim_no: number; source: number }>(
    'SELECT claim_no, source FROM coupon WHERE batch_id = ? AND user_id = ? ORDER BY claim_no',
    [batchId, ids[5]],
  );
  expect(numbers).toEqual([
    { claim_no: 1, source: 1 },
    { claim_no: 2, source: 2 },
  ]);
});

test('any other reason to leave a row out fails the chunk; after five tries it is left, and retry repeats it', async () => {
  const { distributionId, batchId, ids } = await begun(6_000);
  await api.database.change(`ALTER TABLE coupon ADD CONSTRAINT ck_test CHECK (user_id <> ${ids[2_500]})`);
  try {
    for (let tries = 0; tries < 5; tries++) {
      await expect(runChunkJob.execute({ distributionId, chunkNo: 2 })).rejects.toThrow(/4025|3819/);
    }
    await runToEnd(distributionId);
  } finally {
    await api.database.change('ALTER TABLE coupon DROP CONSTRAINT ck_test');
  }
  expect((await chunksOf(distributionId))[1]).toMatchObject({ status: 2, tries: 5, issued: 0 });
  expect(await showDistribution(api, distributionId)).toMatchObject({
    status: 'incomplete',
    progress: { done: 4_000, failed: 2_000, reserved: 0 },
  });
  expect(await batchFacts(api.database, batchId)).toMatchObject({
    left: 16_000,
    reserved: 0,
    coupons: 4_000,
  });
  expect((await move(distributionId, 'retry')).status).toBe('running');
  await runToEnd(distributionId);
  expect(await showDistribution(api, distributionId)).toMatchObject({
    status: 'done',
    progress: { done: 6_000, issued: 6_000, failed: 0 },
  });
  expect(await batchFacts(api.database, batchId)).toMatchObject({ left: 14_000, reserved: 0, users: 6_000 });
  expect((await move(distributionId, 'retry')).code).toBe('DISTRIBUTION_STATE_CONFLICT');
});

test('users who join the audience inside a planned range are served as well: the rest of the range waits for stock', async () => {
  const ids = await newUsers(api.database, 4_000);
  const known = ids.filter((_, at) => at % 2 === 0);
  const { code } = await newTaggedUsers(api.database, 1);
  const tag = await api.database.row<{ tag_id: string }>('SELECT tag_id FROM tag WHERE code = ?', [code]);
  await api.database.change('DELETE FROM user_tag WHERE tag_id = ?', [tag?.tag_id]);
  const join = (users: string[]) =>
    api.database.change('INSERT INTO user_tag (tag_id, user_id) VALUES ?', [
      users.map((id) => [tag?.tag_id, id]),
    ]);
  await join(known);
  const { batchId } = await newBatch(api.database, { totalCount: 3_000 });
  const distributionId = await distribute(api, { batchId, selection: { tags: { any: [code] } } });
  await advance.execute(distributionId);
  await join(ids.filter((_, at) => at % 2 === 1 && at < 1_000));
  await issueChunk.execute(distributionId, 1);
  expect((await chunksOf(distributionId))[0]).toMatchObject({
    status: 0,
    issued: 2_000,
    users: 500,
    quota: 0,
  });
  await runToEnd(distributionId);
  expect(await showDistribution(api, distributionId)).toMatchObject({
    status: 'done',
    progress: { done: 2_500, issued: 2_500, skipped: 0 },
  });
  expect(await distributionViolations(api.database, distributionId)).toEqual([]);
});

test('jobs that are lost are put on the queue again, under another id, once they are late', async () => {
  const { distributionId } = await begun(2_000);
  const queue = worker.get<Queue>(getQueueToken(DISTRIBUTION_QUEUE), { strict: false });
  await queue.obliterate({ force: true });
  await advance.execute(distributionId);
  expect(await chunksOf(distributionId)).toMatchObject([{ queued: 1 }]);
  await api.database.change(
    'UPDATE distribution_chunk SET queued_at = DATE_SUB(queued_at, INTERVAL 6 SECOND) WHERE distribution_id = ?',
    [distributionId],
  );
  await advance.execute(distributionId);
  await advance.execute(distributionId);
  expect(await chunksOf(distributionId)).toMatchObject([{ queued: 2 }]);
  const waiting = await queue.getWaiting();
  expect(waiting.map(({ id }) => id)).toContain(`chunk-${distributionId}-1-2`);
});

test('reservation moves with the task at every step: the sum of the three counters never changes', async () => {
  const { distributionId, batchId } = await begun(5_000, { totalCount: 4_500 });
  for (let rounds = 0; rounds < 10; rounds++) {
    const { left, reserved, assigned, coupons } = await batchFacts(api.database, batchId);
    expect([left! + reserved + assigned, assigned]).toEqual([4_500, coupons]);
    const [next] = (await chunksOf(distributionId)).filter(({ status, quota }) => status === 0 && quota > 0);
    if (next) await issueChunk.execute(distributionId, next.no);
    await advance.execute(distributionId);
  }
  expect(await showDistribution(api, distributionId)).toMatchObject({
    status: 'exhausted',
    progress: { done: 4_500, unserved: 500 },
  });
});
