import { type INestApplicationContext, Injectable, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
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
  tries = 0;

  constructor(handlers: OutboxHandlers) {
    handlers.register(this);
  }

  async apply(tx: Tx, heard: Heard): Promise<void> {
    this.tries++;
    await addEffect(tx, this.name, heard);
    if (this.isBroken) throw new Error('broken');
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
