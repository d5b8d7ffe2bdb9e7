import { RecordActivity } from '../../../src/modules/audience';
import { PeriodicTasks } from '../../../src/platform/scheduling';
import { startApi, type TestApi } from '../../support/api';
import { seedAudience } from '../../support/audience';
import { merchantToken, platformToken, serviceToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

let api: TestApi;
const token = platformToken();

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const put = (userId: number, body: object) =>
  api.call('PUT', `/v1/audience/users/${userId}`, { token, body });
const get = (userId: number) => api.call('GET', `/v1/audience/users/${userId}`, { token });
const lastActive = async (userId: number) =>
  (
    await api.database.row<{ at: Date | null }>(
      'SELECT last_active_at AS at FROM audience_user WHERE user_id = ?',
      [userId],
    )
  )?.at;

const anna = {
  email: 'anna@example.com',
  phone: '+436641234567',
  locale: 'de-AT',
  timeZone: 'Europe/Vienna',
  emailOptIn: true,
  smsOptIn: true,
  optedOut: false,
  quietHours: { from: '22:00', until: '07:30' },
};

test('the platform writes a user: what is left out stays, null empties a field', async () => {
  const first = await put(1, anna);
  expect(first).toMatchObject({
    status: 200,
    body: { userId: '1', ...anna, tags: [], groups: [], lastActiveAt: null },
  });
  const { keptOptedOut, ...stored } = first.body;
  expect([keptOptedOut, (await get(1)).body]).toEqual([[], stored]);
  const second = await put(1, { email: 'a@example.org', phone: null });
  expect(second.body).toMatchObject({ ...anna, email: 'a@example.org', phone: null });
  const third = await put(1, { email: null, locale: null, timeZone: null, quietHours: null });
  expect(third.body).toMatchObject({
    ...{ email: null, phone: null, locale: null, timeZone: null, quietHours: null, emailOptIn: true },
  });
  expect(await get(999)).toMatchObject({ status: 404, body: { code: 'AUDIENCE_USER_NOT_FOUND' } });
});

test('users see and change their own profile, but not where they are reached', async () => {
  await put(2, anna);
  const own = userToken(2);
  const change = (body: object) => api.call('PATCH', '/v1/me/profile', { token: own, body });
  expect(await change({ locale: 'fr', optedOut: true, quietHours: null })).toMatchObject({
    status: 200,
    body: { userId: '2', ...anna, locale: 'fr', optedOut: true, quietHours: null },
  });
  expect((await change({ locale: null })).body).toMatchObject({ locale: null, timeZone: 'Europe/Vienna' });
  expect((await api.call('GET', '/v1/me/profile', { token: own })).body).toMatchObject({
    userId: '2',
    locale: null,
  });
  expect(await change({ email: 'other@example.com' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/email', code: 'UNKNOWN_FIELD' }] },
  });
});

describe('what a user has refused', () => {
  const refusing = { optedOut: true, emailOptIn: false };
  const refuse = (userId: number) =>
    api.call('PATCH', '/v1/me/profile', { token: userToken(userId), body: refusing });

  test('is kept by the platform’s word, with its date and source', async () => {
    const own = (await refuse(20)).body;
    const reply = await put(20, { ...anna, consentAt: '2026-01-01T00:00:00Z' });
    expect(reply).toMatchObject({
      status: 200,
      body: { ...anna, ...refusing, keptOptedOut: ['emailOptIn', 'optedOut'] },
    });
    expect(reply.body.consents).toMatchObject({
      emailOptIn: own.consents.emailOptIn,
      optedOut: own.consents.optedOut,
      smsOptIn: { at: '2026-01-01T00:00:00.000Z', source: 'platform' },
    });
    expect((await put(20, { email: 'a@example.org' })).body).toMatchObject({ ...refusing, keptOptedOut: [] });
  });

  test('ends by a later consent, and by the user’s own word', async () => {
    await refuse(21);
    const consentAt = new Date(Date.now() + 1_000).toISOString();
    expect((await put(21, { emailOptIn: true, optedOut: false, consentAt })).body).toMatchObject({
      ...{ emailOptIn: true, optedOut: false, keptOptedOut: [] },
      consents: { emailOptIn: { at: consentAt, source: 'platform' } },
    });
    await refuse(21);
    const body = { optedOut: false };
    expect((await api.call('PATCH', '/v1/me/profile', { token: userToken(21), body })).body).toMatchObject({
      ...{ optedOut: false, emailOptIn: false },
      consents: { optedOut: { source: 'user' } },
    });
  });

  test('does not end by a consent of the future', async () => {
    const reply = await put(22, { emailOptIn: true, consentAt: '2199-01-01T00:00:00Z' });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer: '/consentAt' }] } });
  });
});

test('a user whom nobody told of has an empty profile, and exists once they change it', async () => {
  const own = userToken(3);
  expect(await api.call('GET', '/v1/me/profile', { token: own })).toMatchObject({
    status: 200,
    body: { userId: '3', email: null, emailOptIn: false, quietHours: null },
  });
  const change = await api.call('PATCH', '/v1/me/profile', {
    token: own,
    body: { timeZone: 'asia/SHANGHAI' },
  });
  expect(change).toMatchObject({ status: 200, body: { userId: '3', timeZone: 'Asia/Shanghai' } });
  expect((await get(3)).body).toMatchObject({ timeZone: 'Asia/Shanghai' });
});

test('a time zone is stored in one spelling, whoever writes it', async () => {
  const put = await api.call('PUT', '/v1/audience/users/9', { token, body: { timeZone: 'EUROPE/vienna' } });
  expect(put.body.timeZone).toBe('Europe/Vienna');
});

test('users are listed in order of id', async () => {
  const page = await api.call('GET', '/v1/audience/users?limit=2', { token });
  expect(page.body.items.map(({ userId }: { userId: string }) => userId)).toEqual(['1', '2']);
  const next = await api.call('GET', `/v1/audience/users?limit=2&cursor=${page.body.nextCursor}`, { token });
  expect(next.body.items[0].userId).toBe('3');
});

test('contact data is for the platform alone, a profile for its user', async () => {
  for (const other of [merchantToken(), userToken(2), serviceToken()]) {
    expect((await api.call('GET', '/v1/audience/users', { token: other })).status).toBe(403);
    expect((await api.call('GET', '/v1/audience/users/2', { token: other })).status).toBe(403);
    expect((await api.call('PUT', '/v1/audience/users/2', { token: other, body: {} })).status).toBe(403);
  }
  for (const other of [merchantToken(), token, serviceToken()]) {
    expect((await api.call('GET', '/v1/me/profile', { token: other })).status).toBe(403);
    expect((await api.call('PATCH', '/v1/me/profile', { token: other, body: {} })).status).toBe(403);
  }
  const details = await api.database.rows<{ details: unknown }>(
    "SELECT details FROM audit_log WHERE action = 'audience.write-user'",
  );
  expect(JSON.stringify(details)).not.toContain('example');
});

describe('activity', () => {
  /** One that remembers nothing, with a host that never starts. */
  const newRecorder = () =>
    new RecordActivity(new PeriodicTasks(), { ACTIVITY_MINUTES: 15 } as never, api.database);

  test('a call with a user token is recorded soon after, also of a user who was not known', async () => {
    await api.call('GET', '/v1/me/coupons', { token: userToken(70) });
    const at = await until('activity of user 70', () => lastActive(70));
    expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(10_000);
    expect((await get(70)).status).toBe(200);
  });

  test('calls of others are not, nor is a call that was refused at the door', async () => {
    await api.call('GET', '/v1/audience/users/71', { token });
    await api.call('GET', '/v1/batches', { token: merchantToken(71) });
    await api.call('POST', '/v1/audience/previews', { token: userToken(71), body: {} });
    await api.app.get(RecordActivity).flush();
    expect(await lastActive(71)).toBeUndefined();
  });

  test('is written once in ACTIVITY_MINUTES, however often it happens and whichever process records it', async () => {
    const recorder = api.app.get(RecordActivity);
    const start = new Date('2026-11-24T10:00:00.000Z');
    const minutesLater = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
    recorder.record('80', start);
    await recorder.flush();
    expect(await lastActive(80)).toEqual(start);
    recorder.record('80', minutesLater(14));
    await recorder.flush();
    expect(await lastActive(80)).toEqual(start);
    // Another process, which remembers nothing.
    const other = newRecorder();
    other.record('80', minutesLater(14));
    await other.flush();
    expect(await lastActive(80)).toEqual(start);
    recorder.record('80', minutesLater(16));
    await recorder.flush();
    expect(await lastActive(80)).toEqual(minutesLater(16));
    other.record('80', minutesLater(15));
    await other.flush();
    expect(await lastActive(80)).toEqual(minutesLater(16));
  });

  test('a thousand users go in one statement, the rest with the next ones', async () => {
    const recorder = newRecorder();
    const now = new Date();
    for (let id = 10_000; id < 11_500; id++) recorder.record(String(id), now);
    const recorded = async () =>
      Number(
        (
          await api.database.row<{ n: string }>(
            'SELECT COUNT(*) AS n FROM audience_user WHERE user_id >= 10000 AND user_id < 11500',
          )
        )?.n,
      );
    await recorder.flush();
    expect(await recorded()).toBe(1_000);
    await recorder.flush();
    expect(await recorded()).toBe(1_500);
  });

  test('processes that record the same users at once do not disturb each other', async () => {
    const now = new Date();
    const recorders = Array.from({ length: 8 }, () => newRecorder());
    for (const [at, recorder] of recorders.entries()) {
      const ids = Array.from({ length: 500 }, (_, n) => 20_000 + n);
      for (const id of at % 2 ? ids : ids.reverse()) recorder.record(String(id), now);
    }
    await Promise.all(recorders.map((recorder) => recorder.flush()));
    expect(await lastActive(20_499)).toBeInstanceOf(Date);
  });
});

describe('previews', () => {
  beforeAll(async () => {
    const userIds = Array.from({ length: 100 }, (_, at) => 1_000_000 + at);
    await seedAudience(api.database, {
      userIds,
      now: new Date(),
      tags: { vip: userIds.slice(0, 30), new: userIds.slice(20, 60) },
      groups: { testers: userIds.slice(50, 55) },
      activeDaysAgo: (id) => id % 40,
    });
  });
  const preview = (selection: unknown, as = token) =>
    api.call('POST', '/v1/audience/previews', { token: as, body: { selection } });

  test('say how many users are meant', async () => {
    expect(await preview({ tags: { any: ['vip', 'new'] } })).toMatchObject({
      status: 200,
      body: { count: 60, estimated: false, unknownUserCount: 0 },
    });
    expect((await preview({ tags: { all: ['vip', 'new'] } })).body.count).toBe(10);
    expect((await preview({ tags: { any: ['new'], none: ['vip'] }, groups: ['testers'] })).body.count).toBe(
      5,
    );
    expect((await preview({ userIds: ['1000000', '1000001', '5'] })).body).toEqual({
      count: 2,
      estimated: false,
      unknownUserCount: 1,
    });
  });

  test('merchants may ask, users may not', async () => {
    expect((await preview({ tags: { any: ['vip'] } }, merchantToken())).status).toBe(200);
    expect((await preview({ tags: { any: ['vip'] } }, userToken(1))).status).toBe(403);
  });

  test('what does not exist is refused', async () => {
    expect(await preview({ tags: { any: ['vip', 'nope'] } })).toMatchObject({
      status: 422,
      body: {
        code: 'SELECTION_INVALID',
        errors: [{ pointer: '/selection/tags/any/1', code: 'TAG_UNKNOWN' }],
      },
    });
  });
});
