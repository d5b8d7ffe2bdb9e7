import type { INestApplicationContext } from '@nestjs/common';
import { type Reply, startApi, type TestApi } from '../../support/api';
import { seedAudience } from '../../support/audience';
import { startWorker } from '../../support/servers/worker';
import { merchantToken, platformToken, serviceToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

let api: TestApi;
let worker: INestApplicationContext;
const token = platformToken();
const userIds = Array.from({ length: 50 }, (_, at) => at + 1);

beforeAll(async () => {
  api = await startApi();
  await seedAudience(api.database, { userIds, now: new Date() });
  worker = await startWorker();
});
afterAll(async () => {
  await worker.close();
  await api.stop();
});

const count = async (sql: string) => Number((await api.database.row<{ n: string }>(sql))?.n);

describe.each([
  ['tags', 'TAG_NOT_FOUND', 'user_tag'],
  ['groups', 'GROUP_NOT_FOUND', 'group_member'],
])('%s', (path, notFound, members) => {
  const url = `/v1/audience/${path}`;
  const create = (code: string, headers?: Record<string, string>) =>
    api.call('POST', url, { token, body: { code, name: `Name of ${code}` }, headers });

  test('are created, read, renamed and deleted; the code stays', async () => {
    expect(await create('vip')).toMatchObject({ status: 201, body: { code: 'vip', name: 'Name of vip' } });
    expect(await create('vip')).toMatchObject({ status: 409, body: { code: 'AUDIENCE_CODE_TAKEN' } });
    expect((await create('VIP')).status).toBe(201);
    expect(await api.call('PATCH', `${url}/vip`, { token, body: { name: 'Best' } })).toMatchObject({
      status: 200,
      body: { code: 'vip', name: 'Best' },
    });
    expect(await api.call('GET', `${url}/vip`, { token })).toMatchObject({
      status: 200,
      body: { code: 'vip', name: 'Best', userCount: 0, estimated: false },
    });
    expect((await api.call('DELETE', `${url}/VIP`, { token })).status).toBe(204);
    expect(await api.call('DELETE', `${url}/VIP`, { token })).toMatchObject({
      status: 404,
      body: { code: notFound },
    });
    expect(await api.call('GET', `${url}/VIP`, { token })).toMatchObject({
      status: 404,
      body: { code: notFound },
    });
    const patch = await api.call('PATCH', `${url}/VIP`, { token, body: { name: 'x' } });
    expect(patch).toMatchObject({ status: 404, body: { code: notFound } });
  });

  test('a repeated creation with one key is answered as the first', async () => {
    const first = await create('once', { 'idempotency-key': `${path}-once` });
    const second = await create('once', { 'idempotency-key': `${path}-once` });
    expect(second).toMatchObject({
      status: 201,
      body: first.body,
      headers: { 'idempotency-replayed': 'true' },
    });
  });

  test('users come and go; doing it twice is as doing it once', async () => {
    await create('team');
    const add = (ids: string[]) => api.call('POST', `${url}/team/members`, { token, body: { userIds: ids } });
    expect(await add(['1', '2', '3'])).toMatchObject({ status: 200, body: { addedCount: 3 } });
    expect(await add(['3', '4'])).toMatchObject({ status: 200, body: { addedCount: 1 } });
    const removal = await api.call('POST', `${url}/team/removals`, { token, body: { userIds: ['1', '9'] } });
    expect(removal).toMatchObject({ status: 200, body: { removedCount: 1 } });
    expect((await api.call('GET', `${url}/team`, { token })).body).toMatchObject({ userCount: 3 });
    const users = await api.call('GET', `/v1/audience/users?${path.slice(0, -1)}=team&limit=2`, { token });
    expect(users.body.items.map(({ userId }: { userId: string }) => userId)).toEqual(['2', '3']);
    expect(users.body.items[0][path]).toEqual(['team']);
    const rest = await api.call(
      'GET',
      `/v1/audience/users?${path.slice(0, -1)}=team&limit=2&cursor=${users.body.nextCursor}`,
      { token },
    );
    expect(rest.body.items.map(({ userId }: { userId: string }) => userId)).toEqual(['4']);
    expect(rest.body.nextCursor).toBeNull();
  });

  test('an unknown user is refused where they stand, and nobody is added', async () => {
    await create('strict');
    const reply = await api.call('POST', `${url}/strict/members`, {
      token,
      body: { userIds: ['1', '777', '2'] },
    });
    expect(reply).toMatchObject({
      status: 422,
      body: { code: 'AUDIENCE_USERS_UNKNOWN', errors: [{ pointer: '/userIds/1', code: 'USER_UNKNOWN' }] },
    });
    expect((await api.call('GET', `${url}/strict`, { token })).body.userCount).toBe(0);
  });

  test('what is deleted has no users at once, and its rows are removed by the worker', async () => {
    await create('gone');
    await api.call('POST', `${url}/gone/members`, { token, body: { userIds: userIds.map(String) } });
    const rows = () => count(`SELECT COUNT(*) AS n FROM ${members} WHERE user_id = 50`);
    expect(await rows()).toBe(1);
    expect((await api.call('DELETE', `${url}/gone`, { token })).status).toBe(204);
    expect((await api.call('GET', '/v1/audience/users/50', { token })).body[path]).toEqual([]);
    await until('the rows are gone', async () => (await rows()) === 0);
    expect((await create('gone')).status).toBe(201);
    expect((await api.call('GET', `${url}/gone`, { token })).body.userCount).toBe(0);
  });

  test('twenty calls at once with the same users end as one', async () => {
    await create('rush');
    const ids = userIds.map(String);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        api.call('POST', `${url}/rush/members`, {
          token,
          body: { userIds: at % 2 ? ids : [...ids].reverse() },
        }),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const added = replies.reduce((sum, { body }) => sum + body.addedCount, 0);
    expect(added).toBe(50);
  });

  test('merchants read them, nobody but the platform changes them', async () => {
    await create('shared');
    expect((await api.call('GET', `${url}/shared`, { token: merchantToken() })).status).toBe(200);
    const listed = await api.call('GET', `${url}?limit=100`, { token: merchantToken() });
    expect(listed.body.items.map(({ code }: { code: string }) => code)).toContain('shared');
    for (const other of [merchantToken(), userToken(1), serviceToken()]) {
      const calls = [
        await api.call('POST', url, { token: other, body: { code: 'mine', name: 'Mine' } }),
        await api.call('PATCH', `${url}/shared`, { token: other, body: { name: 'Mine' } }),
        await api.call('DELETE', `${url}/shared`, { token: other }),
        await api.call('POST', `${url}/shared/members`, { token: other, body: { userIds: ['1'] } }),
        await api.call('POST', `${url}/shared/removals`, { token: other, body: { userIds: ['1'] } }),
      ];
      expect(calls.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    }
    for (const other of [userToken(1), serviceToken()]) {
      expect((await api.call('GET', url, { token: other })).status).toBe(403);
    }
    const audit = await api.database.row<{ n: string }>(
      "SELECT COUNT(*) AS n FROM audit_log WHERE action LIKE ? AND actor = 'platform:ops'",
      [`audience.%${path.slice(0, -1)}`],
    );
    expect(Number(audit?.n)).toBeGreaterThan(8);
  });

  test('are listed page by page in order of code', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Reply<{ items: { code: string }[]; nextCursor: string | null }> = await api.call(
        'GET',
        `${url}?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
        {
          token,
        },
      );
      seen.push(...page.body.items.map(({ code }) => code));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([...seen].sort());
    expect(seen).toContain('vip');
  });
});
