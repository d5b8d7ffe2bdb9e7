import type { INestApplicationContext } from '@nestjs/common';
import { RecordActivity } from '../../../src/modules/audience';
import { insertForEveryone, selectPage } from '../../../src/modules/notify/infra/inbox-rows';
import { countUnread } from '../../../src/modules/notify/infra/read-marks';
import { startApi, type TestApi } from '../../support/api';
import { createTemplate, sendMessage } from '../../support/messages';
import { newContacts } from '../../support/reminders';
import { startWorker } from '../../support/servers/worker';
import { explainAll, recordSql } from '../../support/statements/plans';
import { merchantToken, platformToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(60_000);

const DAY_MS = 86_400_000;

let api: TestApi;
let worker: INestApplicationContext;
let nextUser = 1_000;

beforeAll(async () => {
  api = await startApi();
  worker = await startWorker();
});

afterAll(async () => {
  await worker.close();
  await api.stop();
});

beforeEach(async () => {
  await api.database.change('DELETE FROM notify_inbox');
});

const inbox = async (userId: string | number, query = '') =>
  (await api.call('GET', `/v1/me/inbox${query}`, { token: userToken(userId) })).body;
const unread = async (userId: string | number) =>
  (await api.call('GET', '/v1/me/inbox/unread', { token: userToken(userId) })).body;
const read = (userId: string | number, path: string, body?: object) =>
  api.call('POST', `/v1/me/inbox/${path}`, { token: userToken(userId), body });
const sent = (messageId: string, token = platformToken()) =>
  until('the message is sent', async () => {
    const { body } = await api.call('GET', `/v1/messages/${messageId}`, { token });
    return body.status === 'sent' && body;
  });
const newUsers = async (count: number, shape = {}) => {
  const users = Array.from({ length: count }, () => String(nextUser++));
  await newContacts(
    api.database,
    users.map((userId) => ({ userId, ...shape })),
  );
  return users;
};

describe('a message to everyone', () => {
  test('is one row, in the inbox of users whom nobody knew', async () => {
    const messageId = await sendMessage(api, { everyone: true });
    const rows = await api.database.rows('SELECT user_id FROM notify_inbox WHERE message_id = ?', [
      messageId,
    ]);
    expect(rows).toEqual([{ user_id: '0' }]);
    expect((await inbox(1)).items).toMatchObject([{ messageId, title: 'News of Fir & Co.', read: false }]);
    expect(await unread(1)).toEqual({ unread: 1, more: false });
    expect(await sent(messageId)).toMatchObject({ recipients: null });
  });

  test('is read alone by one user, for whom alone that is noted', async () => {
    await sendMessage(api, { everyone: true });
    await sendMessage(api, { everyone: true });
    const [newest, older] = (await inbox(2)).items;
    expect((await read(2, `${newest.inboxId}/read`)).body).toEqual({ unread: 1, more: false });
    expect((await read(2, `${newest.inboxId}/read`)).status).toBe(200);
    expect((await inbox(2)).items.map((item: { read: boolean }) => item.read)).toEqual([true, false]);
    expect(await unread(3)).toEqual({ unread: 2, more: false });
    expect((await read(2, `${older.inboxId}/read`)).body).toEqual({ unread: 0, more: false });
  });

  test('reading all moves the watermark, takes the exceptions away, and leaves what comes later unread', async () => {
    await sendMessage(api, { everyone: true });
    await sendMessage(api, { everyone: true });
    const [newest] = (await inbox(4)).items;
    await read(4, `${newest.inboxId}/read`);
    expect((await read(4, 'read', {})).body).toEqual({ unread: 0, more: false });
    expect(await api.database.rows('SELECT * FROM notify_individually_read WHERE user_id = 4')).toEqual([]);
    await sendMessage(api, { everyone: true });
    expect(await unread(4)).toEqual({ unread: 1, more: false });
  });

  test('a watermark never goes past what there is, whatever the caller says', async () => {
    await sendMessage(api, { everyone: true });
    await read(5, 'read', { untilInboxId: '9999999999999999' });
    await sendMessage(api, { everyone: true });
    expect(await unread(5)).toEqual({ unread: 1, more: false });
  });

  test('such messages become visible in the order of their ids', async () => {
    const order: string[] = [];
    await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        api.database
          .transaction(async (tx) => {
            const inboxId = await insertForEveryone(tx, String(at + 1), new Date());
            // Later ones must wait for this commit; without the lock they would overtake it.
            await tx.rows(`SELECT SLEEP(${0.01 * (8 - at)})`);
            return inboxId;
          })
          .then((inboxId) => order.push(inboxId)),
      ),
    );
    expect(order).toEqual([...order].sort((a, b) => Number(a) - Number(b)));
  });

  test('comes only from the platform', async () => {
    const token = merchantToken();
    const templateId = await createTemplate(api, {}, token);
    const reply = await api.call('POST', '/v1/messages', {
      token,
      body: { templateId, variables: { shopName: 'x' }, to: { everyone: true } },
    });
    expect(reply).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });
});

describe('a targeted message', () => {
  test('is a row for each listed user who has not opted out, active or not, and nobody else', async () => {
    const [a, b, c, d] = await newUsers(4);
    await api.database.change('UPDATE audience_user SET opted_out = 1 WHERE user_id = ?', [b]);
    await api.database.change('UPDATE audience_user SET last_active_at = NULL WHERE user_id = ?', [c]);
    const token = merchantToken();
    const messageId = await sendMessage(api, { userIds: [a, b, c] }, { token });
    expect(await sent(messageId, token)).toMatchObject({ recipients: 2 });
    expect((await inbox(a!)).items).toMatchObject([{ messageId, read: false, couponId: null }]);
    expect((await inbox(c!)).items).toHaveLength(1);
    expect((await inbox(b!)).items).toEqual([]);
    expect((await inbox(d!)).items).toEqual([]);
  });

  test('to many goes to the active ones, over several chunks, each once', async () => {
    // Whoever called is a user, and is noted a moment later.
    await api.app.get(RecordActivity).flush();
    await api.database.change('DELETE FROM audience_user');
    await newUsers(11_000);
    await newUsers(500, { lastActiveAt: new Date(Date.now() - 31 * DAY_MS) });
    const token = merchantToken();
    const messageId = await sendMessage(api, { everyone: true, activeWithinDays: 30 }, { token });
    expect(await sent(messageId, token)).toMatchObject({ recipients: 11_000 });
    const row = await api.database.row<{ rows_: string; users: string }>(
      'SELECT COUNT(*) AS rows_, COUNT(DISTINCT user_id) AS users FROM notify_inbox WHERE message_id = ?',
      [messageId],
    );
    expect(row).toEqual({ rows_: '11000', users: '11000' });
  });

  test('is shown in the locale that fits best', async () => {
    const [austrian] = await newUsers(1, { locale: 'de-AT' });
    const [french] = await newUsers(1, { locale: 'fr' });
    await sent(await sendMessage(api, { userIds: [austrian, french] }));
    expect((await inbox(austrian!)).items).toMatchObject([{ locale: 'de', title: 'Neues von Fir & Co.' }]);
    expect((await inbox(french!)).items).toMatchObject([{ locale: 'en' }]);
  });

  test('another user can neither see nor mark it', async () => {
    const [a, b] = await newUsers(2);
    await sent(await sendMessage(api, { userIds: [a] }));
    const [item] = (await inbox(a!)).items;
    expect(await read(b!, `${item.inboxId}/read`)).toMatchObject({
      status: 404,
      body: { code: 'INBOX_ITEM_NOT_FOUND' },
    });
    expect(await unread(a!)).toEqual({ unread: 1, more: false });
    expect((await read(a!, `${item.inboxId}/read`)).body.unread).toBe(0);
  });
});

test('pages merge both kinds, newest first, each message once, also when more come meanwhile', async () => {
  const [user] = await newUsers(1);
  const expected: string[] = [];
  for (let at = 0; at < 12; at++) {
    const messageId = await sendMessage(api, at % 3 === 0 ? { everyone: true } : { userIds: [user] });
    await sent(messageId);
    expected.unshift(messageId);
  }
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: { messageId: string }[]; nextCursor: string | null } = await inbox(
      user!,
      `?limit=5${cursor ? `&cursor=${cursor}` : ''}`,
    );
    seen.push(...page.items.map(({ messageId }) => messageId));
    if (cursor === '') await sendMessage(api, { everyone: true });
    cursor = page.nextCursor;
  }
  expect(seen).toEqual(expected);
});

test('reading all up to a message leaves later ones unread, of both kinds', async () => {
  const [user] = await newUsers(1);
  await sent(await sendMessage(api, { userIds: [user] }));
  await sendMessage(api, { everyone: true });
  const [shown] = (await inbox(user!)).items;
  await sent(await sendMessage(api, { userIds: [user] }));
  await sendMessage(api, { everyone: true });
  expect((await read(user!, 'read', { untilInboxId: shown.inboxId })).body).toEqual({
    unread: 2,
    more: false,
  });
});

test('unread messages are counted to a thousand of them', async () => {
  const [user] = await newUsers(1);
  await api.database.change('INSERT INTO notify_inbox (user_id, message_id, created_at) VALUES ?', [
    Array.from({ length: 1_200 }, () => [user, 1, new Date()]),
  ]);
  expect(await unread(user!)).toEqual({ unread: 1_000, more: true });
});

test('a page and the count read ranges of the primary key', async () => {
  const [user, ...others] = await newUsers(60);
  await api.database.change('INSERT INTO notify_inbox (user_id, message_id, created_at) VALUES ?', [
    others.flatMap((other) => Array.from({ length: 40 }, () => [other, 1, new Date()])),
  ]);
  await api.database.change('INSERT INTO notify_inbox (user_id, message_id, created_at) VALUES ?', [
    Array.from({ length: 30 }, () => [user, 1, new Date()]),
  ]);
  const statements = await recordSql(api.database, async (reader) => {
    await selectPage(reader, { userId: user!, before: '999999999', limit: 21 });
    await countUnread(reader, user!, 1_001);
  });
  for (const statement of statements) {
    const plans = (await explainAll(api.database, statement)).filter(({ table }) =>
      /^(notify_inbox|i)$/.test(table ?? ''),
    );
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan.key).toBe('PRIMARY');
      expect(Number(plan.rows)).toBeLessThan(100);
    }
  }
});

describe('bad input', () => {
  const send = (body: object, token = platformToken()) => api.call('POST', '/v1/messages', { token, body });

  test('missing and unknown variables are named', async () => {
    const templateId = await createTemplate(api);
    const reply = await send({ templateId, variables: { shop: 'x' }, to: { userIds: ['1'] } });
    expect(reply).toMatchObject({ status: 422, body: { code: 'MESSAGE_INVALID' } });
    expect(reply.body.errors).toMatchObject([
      { pointer: '/variables/shopName', code: 'VARIABLE_MISSING' },
      { pointer: '/variables/shop', code: 'VARIABLE_UNKNOWN' },
    ]);
  });

  test.each([
    [{ variables: { shopName: 7 } }, '/variables'],
    [{ variables: { shopName: 'a\nb' } }, '/variables'],
    [{ variables: [] }, '/variables'],
    [{ templateId: 'x' }, '/templateId'],
    [{ to: {} }, '/to'],
    [{ merchantId: '0' }, '/merchantId'],
  ])('%j', async (wrong, pointer) => {
    const reply = await send({ templateId: '1', variables: {}, to: { userIds: ['1'] }, ...wrong });
    expect(reply).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED' } });
    expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test("another merchant's template and message don't exist", async () => {
    const templateId = await createTemplate(api, {}, merchantToken(8));
    const body = { templateId, variables: { shopName: 'x' }, to: { userIds: ['1'] } };
    expect(await send(body, merchantToken(7))).toMatchObject({
      status: 404,
      body: { code: 'TEMPLATE_NOT_FOUND' },
    });
    const messageId = await sendMessage(api, { userIds: ['1'] }, { token: merchantToken(8) });
    expect(await api.call('GET', `/v1/messages/${messageId}`, { token: merchantToken(7) })).toMatchObject({
      status: 404,
      body: { code: 'MESSAGE_NOT_FOUND' },
    });
    const list = await api.call('GET', '/v1/messages', { token: merchantToken(9) });
    expect(list.body).toEqual({ items: [], nextCursor: null });
  });

  test('a tag that nobody knows is named where it stands', async () => {
    const templateId = await createTemplate(api);
    const reply = await send({ templateId, variables: { shopName: 'x' }, to: { tags: { any: ['nobody'] } } });
    expect(reply).toMatchObject({
      status: 422,
      body: { code: 'SELECTION_INVALID', errors: [{ pointer: '/to/tags/any/0' }] },
    });
  });

  test('the same key sends once', async () => {
    const templateId = await createTemplate(api);
    const body = { templateId, variables: { shopName: 'x' }, to: { everyone: true } };
    const headers = { 'idempotency-key': 'news-1' };
    const replies = await Promise.all(
      [1, 2, 3].map(() => api.call('POST', '/v1/messages', { token: platformToken(), body, headers })),
    );
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect(await api.database.rows('SELECT 1 FROM notify_inbox')).toHaveLength(1);
  });

  test('cursors that are not ours', async () => {
    expect((await api.call('GET', '/v1/me/inbox?cursor=x', { token: userToken(1) })).body.code).toBe(
      'INVALID_CURSOR',
    );
  });
});
