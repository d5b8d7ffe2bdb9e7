import { getQueueToken } from '@nestjs/bullmq';
import { type INestApplicationContext, Injectable, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Queue } from 'bullmq';
import { WorkerModule } from '../../src/app.module';
import { audienceTopics } from '../../src/modules/audience';
import { couponTopics } from '../../src/modules/coupon';
import { distributionTopics } from '../../src/modules/distribution';
import { notifyTopics } from '../../src/modules/notify';
import type { Tx } from '../../src/platform/database';
import {
  enqueue,
  type OutboxHandler,
  OutboxHandlers,
  type OutboxTopic,
  outboxTopic,
  type PayloadOf,
} from '../../src/platform/outbox';
import { OUTBOX_TOPICS } from '../../src/platform/outbox/outbox-handlers';
import { AppError } from '../../src/shared/errors';
import { startApi, type TestApi } from '../support/api';
import { until } from '../support/until';

const HEARD = outboxTopic<{ id: string }>('test.heard');
type Heard = PayloadOf<typeof HEARD>;

/** What a handler has done for an event: a row of its own, raised by one each time. */
const addEffect = (tx: Tx, handler: string, { id }: Heard) =>
  tx.change(
    'INSERT INTO id_sequence (name, next_value) VALUES (?, 1) ON DUPLICATE KEY UPDATE next_value = next_value + 1',
    [`test-${handler}-${id}`],
  );

@Injectable()
class SteadyHandler implements OutboxHandler<Heard> {
  readonly topic = HEARD;
  readonly name = 'steady';

  constructor(handlers: OutboxHandlers) {
    handlers.register(this);
  }

  async apply(tx: Tx, heard: Heard): Promise<void> {
    await addEffect(tx, this.name, heard);
  }
}

@Injectable()
class BrokenHandler implements OutboxHandler<Heard> {
  readonly topic = HEARD;
  readonly name = 'broken';
  isBroken = true;
  error: Error = new Error('broken');
  tries = 0;

  constructor(handlers: OutboxHandlers) {
    handlers.register(this);
  }

  async apply(tx: Tx, heard: Heard): Promise<void> {
    this.tries++;
    await addEffect(tx, this.name, heard);
    if (this.isBroken) throw this.error;
  }
}

@Module({ providers: [SteadyHandler, BrokenHandler] })
class TwoHandlersModule {}

@Module({ providers: [SteadyHandler] })
class OneHandlerModule {}

const topics: OutboxTopic[] = [...audienceTopics, ...couponTopics, ...distributionTopics, ...notifyTopics];

const workerWith = (module: Type, declared = [...topics, HEARD]) =>
  Test.createTestingModule({ imports: [WorkerModule, module] })
    .overrideProvider(OUTBOX_TOPICS)
    .useValue(declared)
    .compile();

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const say = (id: string) =>
  api.database.transaction((tx) => enqueue(tx, HEARD, { id }, new Date(Date.now() - 1_000)));
const effects = async () =>
  Object.fromEntries(
    (
      await api.database.rows<{ name: string; n: string }>(
        "SELECT name, next_value AS n FROM id_sequence WHERE name LIKE 'test-%'",
      )
    ).map(({ name, n }) => [name, Number(n)]),
  );
const waiting = () =>
  api.database.rows<{ handler: string | null; payload: string }>(
    "SELECT handler, payload FROM outbox WHERE topic = 'test.heard' ORDER BY outbox_id",
  );

describe('two handlers of one topic', () => {
  let worker: INestApplicationContext;

  beforeAll(async () => {
    worker = await (await workerWith(TwoHandlersModule)).init();
  });
  afterAll(() => worker.close());

  test('are done each for itself: one that fails again and again neither blocks nor repeats the other', async () => {
    const broken = worker.get(BrokenHandler);
    await say('a');
    await say('b');
    await until('the broken one has failed twice', async () => broken.tries >= 4);
    await until('the other has done its part', async () => (await waiting()).length === 2);
    expect(await effects()).toEqual({ 'test-steady-a': 1, 'test-steady-b': 1 });
    expect(await waiting()).toEqual([
      { handler: 'broken', payload: '{"id":"a"}' },
      { handler: 'broken', payload: '{"id":"b"}' },
    ]);
    broken.isBroken = false;
    // As if the queue had been lost: each row is queued once more, beside the job that is there.
    await api.database.change("UPDATE outbox SET due_at = ? WHERE topic = 'test.heard'", [new Date(0)]);
    await until('everything is done', async () => (await waiting()).length === 0);
    expect(await effects()).toEqual({
      'test-steady-a': 1,
      'test-steady-b': 1,
      'test-broken-a': 1,
      'test-broken-b': 1,
    });
  });

  const rowOf = (id: string) =>
    api.database.row<{ handler: string; tries: number; failures: number; due_at: Date }>(
      "SELECT handler, tries, failures, due_at FROM outbox WHERE topic = 'test.heard' AND handler = 'broken' AND payload = ?",
      [JSON.stringify({ id })],
    );

  test('a row that fails by itself waits longer each time; one that a server keeps from it does not', async () => {
    const broken = worker.get(BrokenHandler);
    Object.assign(broken, { isBroken: true, error: new Error('broken'), tries: 0 });
    await say('own');
    const own = await until('it has failed three times', async () => {
      const row = await rowOf('own');
      return row !== undefined && row.failures >= 3 ? row : null;
    });
    expect(own.tries).toBe(own.failures);
    broken.error = new AppError('BUSY');
    broken.tries = 0;
    await say('server');
    await until('the server was away twice', () => broken.tries >= 2);
    expect((await rowOf('server'))!.failures).toBe(0);
    broken.isBroken = false;
    await until('both are done without anybody looking', async () => (await waiting()).length === 0);
    const queue = worker.get<Queue>(getQueueToken('outbox'), { strict: false });
    expect(await queue.getJobCounts('failed', 'delayed')).toEqual({ failed: 0, delayed: 0 });
  });

  test('a row that was queued comes again after 30 seconds, however often it was queued before', async () => {
    const queue = worker.get<Queue>(getQueueToken('outbox'), { strict: false });
    // The job is lost, as by a Redis that lost its data: it is never put there.
    const lost = jest.spyOn(queue, 'addBulk').mockResolvedValue([]);
    await say('lost');
    const waits: number[] = [];
    for (let tries = 1; tries <= 3; tries++) {
      const row = await until('it is queued', async () => {
        const found = await api.database.row<{ due_at: Date; now: Date }>(
          "SELECT MAX(due_at) AS due_at, UTC_TIMESTAMP(3) AS now FROM outbox WHERE topic = 'test.heard' AND tries = ? HAVING COUNT(*) > 0",
          [tries],
        );
        return found;
      });
      waits.push(row.due_at.getTime() - row.now.getTime());
      await api.database.change("UPDATE outbox SET due_at = ? WHERE topic = 'test.heard'", [new Date(0)]);
    }
    for (const waitMs of waits) expect(waitMs).toBeLessThanOrEqual(30_500);
    lost.mockRestore();
    await api.database.change("UPDATE outbox SET due_at = ? WHERE topic = 'test.heard'", [new Date(0)]);
    await until('it is done', async () => (await waiting()).length === 0);
  });

  test('a row that a wrong clock put two days away is done at once', async () => {
    const far = new Date(Date.now() + 2 * 86_400_000);
    await api.database.transaction((tx) => enqueue(tx, HEARD, { id: 'far' }, far));
    await until('it is done', async () => (await effects())['test-steady-far'] === 1);
  });
});

describe('a worker does not start', () => {
  test.each([
    [
      'with a topic that nobody handles',
      [...topics, HEARD, outboxTopic('test.lost')],
      'test.lost has no handler',
    ],
    [
      'with a handler of a topic that nobody declares',
      topics,
      'steady handles test.heard, which no module declares',
    ],
  ])('%s', async (_, declared, message) => {
    const worker = await workerWith(OneHandlerModule, declared);
    await expect(worker.init()).rejects.toThrow(message);
    await worker.close();
  });
});
