import type { Server } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventSource } from 'eventsource';
import type { Redis } from 'ioredis';
import { ApiModule } from '../../../src/app.module';
import { LiveStreams } from '../../../src/modules/notify/application/inbox/live-streams';
import { Presence } from '../../../src/modules/notify/infra/presence';
import { createApi } from '../../../src/platform/http';
import { REDIS } from '../../../src/platform/redis';
import { startApi, type TestApi } from '../../support/api';
import { newBatch } from '../../support/builders';
import { checkedFetch } from '../../support/contract/checked-fetch';
import { type EventStream, openEventStream } from '../../support/event-stream';
import { allChannels, createTemplate, sendMessage } from '../../support/messages';
import { inboxRows, newContacts, newReminders } from '../../support/reminders';
import { startWorker } from '../../support/servers/worker';
import { merchantToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(60_000);

let api: TestApi;
let second: NestFastifyApplication;
let worker: INestApplicationContext;
let urls: [string, string];
let presence: Presence;
let nextUser = 1;
const streams: EventStream[] = [];

beforeAll(async () => {
  api = await startApi({
    SMTP_URL: 'smtp://127.0.0.1:1',
    PUBLIC_URL: 'https://shop.example',
    UNSUBSCRIBE_SECRETS: 'only-tests-have-this-secret-0123456789',
    SMTP_FROM: 'coupons@shop.example',
    DUE_SCAN_SECONDS: '1',
  });
  second = await createApi(ApiModule);
  await api.app.listen(0, '127.0.0.1');
  await second.listen(0, '127.0.0.1');
  urls = [await api.app.getUrl(), await second.getUrl()];
  worker = await startWorker();
  presence = worker.get(Presence, { strict: false });
});

afterAll(async () => {
  await worker.close();
  await second.close();
  await api.stop();
});

afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});

async function newUser(shape = {}): Promise<string> {
  const userId = String(nextUser++);
  await newContacts(api.database, [{ userId, ...shape }]);
  return userId;
}

async function open(userId: string, process: 0 | 1 = 0, headers = {}): Promise<EventStream> {
  const stream = await openEventStream(`${urls[process]}/v1/me/events`, userToken(userId), headers);
  streams.push(stream);
  await until('the stream is open', () => stream.heartbeats() > 0 || stream.status !== 200);
  return stream;
}

const isOnline = async (userId: string) => (await presence.online([userId])).has(userId);

test('a message reaches every stream of its user, in whichever process, and nobody else’s', async () => {
  const [user, other] = [await newUser(), await newUser()];
  const [a, b, c] = [await open(user, 0), await open(user, 1), await open(other, 1)];
  const messageId = await sendMessage(api, { userIds: [user] });
  await until('both have it', () => a!.events.length > 0 && b!.events.length > 0);
  expect(a!.events).toMatchObject([
    { type: 'message', data: { messageId, title: 'News of Fir & Co.', read: false } },
  ]);
  expect(a!.events[0]!.id).toBe(a!.events[0]!.data.inboxId);
  expect(b!.events).toEqual(a!.events);
  const everyone = await sendMessage(api, { everyone: true });
  await until('all have the next', () =>
    [a, b, c].every((stream) => stream!.events.at(-1)?.data.messageId === everyone),
  );
  expect(c!.events).toHaveLength(1);
});

test('a reminder reaches its user live', async () => {
  const user = await newUser();
  const stream = await open(user);
  const { batchId } = await newBatch(api.database);
  await newReminders(api.database, [
    { userId: user, batchId, couponId: 5, at: new Date(Date.now() - 1_000) },
  ]);
  await until('it is there', () => stream.events.length > 0);
  expect(stream.events).toMatchObject([{ data: { couponId: '5', locale: 'en' } }]);
});

test('after a break the stream goes on behind the last event', async () => {
  const user = await newUser();
  const first = await open(user);
  const ids = [await sendMessage(api, { userIds: [user] })];
  await until('the first is there', () => first.events.length === 1);
  first.close();
  for (const to of [{ userIds: [user] }, { everyone: true }]) ids.push(await sendMessage(api, to));
  await until('they are in the inbox', async () => (await inboxRows(api.database, user)).length === 2);
  const again = await open(user, 1, { 'last-event-id': first.events[0]!.id! });
  await until('the missed ones are there', () => again.events.length === 2);
  // In order of their ids in the inbox: the one to everyone is written at once, the other one by a worker.
  expect(again.events.map(({ data }) => data.messageId).sort()).toEqual(ids.slice(1).sort());
  expect(again.events.map(({ id }) => Number(id))).toEqual(
    again.events.map(({ id }) => Number(id)).sort((a, b) => a - b),
  );
  const fresh = await open(user, 1);
  await sendMessage(api, { userIds: [user] });
  await until('the newest is there', () => fresh.events.length > 0 && again.events.length === 3);
  expect(fresh.events).toHaveLength(1);
});

test('a user is online as long as one process has a stream of theirs', async () => {
  const user = await newUser();
  const [a, b] = [await open(user, 0), await open(user, 1)];
  await until('the user is online', () => isOnline(user));
  a.close();
  await until('one process knows that it is closed', async () => {
    const redis = worker.get<Redis>(REDIS, { strict: false });
    return (await redis.scard(`presence:{${user}}`)) === 1;
  });
  expect(await isOnline(user)).toBe(true);
  b.close();
  await until('the user is offline', async () => !(await isOnline(user)));
});

test('a process that died takes its users offline when their time runs out', async () => {
  const redis = worker.get<Redis>(REDIS, { strict: false });
  await presence.hold(['777'], 'a process that dies');
  const leftMs = await redis.pttl('presence:{777}');
  expect(leftMs).toBeGreaterThan(20_000);
  expect(leftMs).toBeLessThanOrEqual(30_000);
});

test('who is online gets no e-mail, who is not gets one', async () => {
  const reachable = { email: 'a@b.example', emailOptIn: true, quiet: ['00:00', '00:00'] };
  const [online, offline] = [await newUser(reachable), await newUser(reachable)];
  const stream = await open(online);
  await until('the user is online', () => isOnline(online));
  const templateId = await createTemplate(api, allChannels());
  const messageId = await sendMessage(api, { userIds: [online, offline] }, { templateId });
  await until('both are settled or tried', async () => {
    const rows = await api.database.rows<{ user_id: string; status: number; attempts: number }>(
      'SELECT user_id, status, attempts FROM notify_delivery WHERE message_id = ? ORDER BY user_id',
      [messageId],
    );
    return rows.length === 2 && rows[0]!.status === 3 && rows[1]!.attempts > 0;
  });
  await until('the online one has it live', () => stream.events.length > 0);
  expect(stream.events).toMatchObject([{ data: { messageId } }]);
});

test('the users of a distribution are told: active ones, each once, live where they are online', async () => {
  const [active, away, optedOut] = [
    await newUser(),
    await newUser({ lastActiveAt: new Date(Date.now() - 31 * 86_400_000) }),
    await newUser({ optedOut: true }),
  ];
  const stream = await open(active!);
  const batch = await newBatch(api.database, { perUserLimit: 2 });
  const reply = await api.call('POST', '/v1/distributions', {
    token: merchantToken(),
    body: {
      batchId: batch.batchId,
      selection: { userIds: [active, away, optedOut] },
      perUser: 2,
      message: { title: 'Two coupons for you', body: 'Use them soon.' },
    },
  });
  expect(reply.status).toBeLessThan(300);
  await until('the message is there', () => stream.events.length > 0);
  expect(stream.events).toMatchObject([{ data: { title: 'Two coupons for you', body: 'Use them soon.' } }]);
  expect(stream.events[0]!.data.couponId).not.toBeNull();
  expect(await inboxRows(api.database, active!)).toHaveLength(1);
  expect([await inboxRows(api.database, away!), await inboxRows(api.database, optedOut!)]).toEqual([[], []]);
  const coupons = await api.database.rows('SELECT 1 FROM coupon WHERE batch_id = ?', [batch.batchId]);
  expect(coupons).toHaveLength(6);
});

test.each([['x'], ['-1'], ['1e3']])('refuses the Last-Event-ID %p', async (lastEventId) => {
  const stream = await open(await newUser(), 0, { 'last-event-id': lastEventId });
  expect(stream.status).toBe(400);
});

test('a user has ten streams in one process at most', async () => {
  const user = await newUser();
  for (let at = 0; at < 10; at++) expect((await open(user)).status).toBe(200);
  expect((await open(user)).status).toBe(503);
  expect((await open(user, 1)).status).toBe(200);
});

test('of any number of streams that are opened at once a user gets ten', async () => {
  const user = await newUser();
  const opened = await Promise.all(Array.from({ length: 100 }, () => open(user)));
  expect(opened.filter(({ status }) => status === 200)).toHaveLength(10);
  expect(opened.filter(({ status }) => status === 503)).toHaveLength(90);
});

test('a heartbeat has no id: a comment line', async () => {
  const reply = await checkedFetch(`${urls[0]}/v1/me/events`, {
    headers: { authorization: `Bearer ${userToken(await newUser())}` },
  });
  const reader = reply.body!.getReader();
  let text = '';
  while (text.trim() === '') text += new TextDecoder().decode((await reader.read()).value);
  expect(text.trim()).toBe(': heartbeat');
  await reader.cancel().catch(() => undefined);
});

test('an event source that is cut off and comes back again and again sees each message once, in order', async () => {
  const user = await newUser();
  const seen: string[] = [];
  let replies = 0;
  const source = new EventSource(`${urls[0]}/v1/me/events`, {
    fetch: async (url, init) => {
      const headers = { ...init.headers, authorization: `Bearer ${userToken(user)}` };
      const reply = await checkedFetch(String(url), { ...(init as RequestInit), headers });
      replies++;
      return reply;
    },
  });
  const cut = () => (api.app.getHttpServer() as Server).closeAllConnections();
  source.addEventListener('message', ({ data }) => seen.push(JSON.parse(data).messageId));
  try {
    await until('it is open', () => source.readyState === EventSource.OPEN);
    const sent: string[] = [];
    for (let round = 0; round < 6; round++) {
      const before = replies;
      sent.push(await sendMessage(api, { userIds: [user] }));
      await until('it is there', () => seen.length === sent.length);
      // What comes while nobody listens is read when it is back.
      cut();
      sent.push(await sendMessage(api, { userIds: [user] }));
      await until('it is back', () => replies > before && source.readyState === EventSource.OPEN);
      await until('what came meanwhile is there', () => seen.length === sent.length);
    }
    expect(seen).toEqual(sent);
    // The server's own end, as after half an hour or when the process stops.
    const before = replies;
    await api.app.get(LiveStreams, { strict: false }).beforeApplicationShutdown();
    await until('it is back', () => replies > before && source.readyState === EventSource.OPEN);
    sent.push(await sendMessage(api, { userIds: [user] }));
    await until('the last one is there', () => seen.length === sent.length);
    expect(seen).toEqual(sent);
  } finally {
    source.close();
  }
});

test('the process ends its streams when it is told to stop', async () => {
  const third = await createApi(ApiModule);
  await third.listen(0, '127.0.0.1');
  const stream = await openEventStream(`${await third.getUrl()}/v1/me/events`, userToken(await newUser()));
  await until('the stream is open', () => stream.heartbeats() > 0);
  expect(third.get(LiveStreams, { strict: false })).toBeDefined();
  await third.close();
  await until('it is ended', () => stream.ended());
});
