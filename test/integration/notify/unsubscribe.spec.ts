import { type INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { WorkerModule } from '../../../src/app.module';
import { CONFIG, type Config } from '../../../src/config/config';
import { SendDeliveries } from '../../../src/modules/notify/application/deliveries/send-deliveries';
import { UnsubscribeLinks } from '../../../src/modules/notify/infra/unsubscribe-links';
import { NotifyScans } from '../../../src/modules/notify/jobs/notify-scans';
import { startApi, type TestApi } from '../../support/api';
import { allChannels, createTemplate, sendMessage, transactional } from '../../support/messages';
import { newContacts } from '../../support/reminders';
import { type MailServer, startMailServer } from '../../support/servers/mail-server';
import { merchantToken, platformToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(60_000);

const PUBLIC_URL = 'https://shop.example/coupons';
let api: TestApi;
let worker: INestApplicationContext;
let mail: MailServer;
let bulk: string;
let order: string;
let nextUser = 70_001;

beforeAll(async () => {
  mail = await startMailServer();
  api = await startApi({
    SMTP_URL: mail.url,
    SMTP_FROM: 'Coupons <coupons@shop.example>',
    SMTP_PER_SECOND: '1000',
    PUBLIC_URL: `${PUBLIC_URL}/`,
    UNSUBSCRIBE_SECRETS: 'only-tests-have-this-secret-0123456789',
  });
  const scanless = Test.createTestingModule({ imports: [WorkerModule] })
    .overrideProvider(NotifyScans)
    .useValue({});
  worker = await (await scanless.compile()).init();
  bulk = await createTemplate(api, allChannels());
  order = await createTemplate(api, transactional());
});
afterAll(async () => {
  await worker.close();
  await api.stop();
  await mail.stop();
});
beforeEach(() => {
  mail.received.length = 0;
});

async function newUser(locale: string | null = null): Promise<string> {
  const userId = String(nextUser++);
  const quiet: [string, string] = ['00:00', '00:00'];
  await newContacts(api.database, [
    { userId, email: `u${userId}@mail.example`, emailOptIn: true, locale, quiet },
  ]);
  return userId;
}

/** Sends a message, and waits until whatever is to be mailed of it has been. @returns the mails of it */
async function mailed(userId: string, templateId: string): Promise<string[]> {
  const from = mail.received.length;
  const messageId = await sendMessage(api, { userIds: [userId] }, { templateId });
  await until('it is sent', async () => {
    const { body } = await api.call('GET', `/v1/messages/${messageId}`, { token: platformToken() });
    await worker.get(SendDeliveries, { strict: false }).execute();
    return body.status === 'sent' && body.deliveries.waiting === 0;
  });
  return mail.received.slice(from).map(({ raw }) => unfolded(raw));
}

/** Headers on one line each, and texts without the breaks of quoted-printable. */
const unfolded = (raw: string) =>
  raw
    .replace(/\r\n[ \t]+/g, ' ')
    .replace(/=\r\n/g, '')
    .replaceAll('=3D', '=');
const linkOf = (raw: string) => /^List-Unsubscribe: <([^>]+)>/m.exec(raw)![1]!;
const pathOf = (link: string) => link.slice(PUBLIC_URL.length);
const post = (
  path: string,
  type = 'application/x-www-form-urlencoded',
  body = 'List-Unsubscribe=One-Click',
) => api.call('POST', path, { body, headers: { 'content-type': type } });
const consent = async (userId: string) =>
  (await api.call('GET', `/v1/audience/users/${userId}`, { token: platformToken() })).body;

test('every e-mail that is not transactional carries the link, in its headers and texts', async () => {
  const userId = await newUser('de-AT');
  const [raw] = (await mailed(userId, bulk)) as [string];
  const link = linkOf(raw);
  expect(link.startsWith(`${PUBLIC_URL}/v1/unsubscribe/`)).toBe(true);
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  expect(raw.split(link)).toHaveLength(4);
  expect(raw).toContain(`<a href="${link}">Unsubscribe`);
  expect(link).not.toContain(userId);
  expect(Buffer.from(link.split('/').at(-1)!, 'base64url').toString('latin1')).not.toContain(userId);
});

test('a transactional one says so, and carries none', async () => {
  const template = await api.call('GET', `/v1/message-templates/${order}`, { token: platformToken() });
  expect(template.body).toMatchObject({ transactional: true });
  const [raw] = (await mailed(await newUser(), order)) as [string];
  expect(raw).not.toMatch(/unsubscribe/i);
});

test('the link ends bulk mail with one click and no login; transactional mail still comes', async () => {
  const userId = await newUser();
  const [raw] = (await mailed(userId, bulk)) as [string];
  const path = pathOf(linkOf(raw));
  const reply = await post(path);
  expect(reply.status).toBe(200);
  expect(reply.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(await consent(userId)).toMatchObject({
    emailOptIn: false,
    consents: { emailOptIn: { at: expect.any(String), source: 'link' } },
  });
  expect(await mailed(userId, bulk)).toEqual([]);
  expect(await mailed(userId, order)).toHaveLength(1);
  expect((await post(path)).status).toBe(200);
  // A list that still has them as agreeing changes nothing.
  await api.call('POST', '/v1/audience/imports', {
    token: platformToken(),
    body: `user_id,email_opt_in\n${userId},true\n`,
    headers: { 'content-type': 'text/csv' },
  });
  expect(await mailed(userId, bulk)).toEqual([]);
  await api.call('PATCH', '/v1/me/profile', { token: userToken(Number(userId)), body: { emailOptIn: true } });
  expect(await mailed(userId, bulk)).toHaveLength(1);
});

test('mail that was on its way when the link was used is not sent', async () => {
  const userId = await newUser();
  const path = pathOf(linkOf((await mailed(userId, bulk))[0]!));
  await sendMessage(api, { userIds: [userId] }, { templateId: bulk });
  const waiting = () =>
    api.database.rows<{ last_error: string }>(
      'SELECT * FROM notify_delivery WHERE user_id = ? AND status IN (0, 3)',
      [userId],
    );
  await until('it is planned', async () => (await waiting()).length === 1);
  await post(path);
  await worker.get(SendDeliveries, { strict: false }).execute();
  expect(mail.received).toHaveLength(1);
  expect((await waiting())[0]!.last_error).toContain('opted out');
});

test('mail providers may send the form in either encoding', async () => {
  const userId = await newUser();
  const path = pathOf(worker.get(UnsubscribeLinks, { strict: false }).urlFor(userId));
  const body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
  expect((await post(path, 'multipart/form-data; boundary=x', body)).status).toBe(200);
  expect(await consent(userId)).toMatchObject({ emailOptIn: false });
  // Nowhere else.
  const other = await api.call('POST', '/v1/messages', {
    token: platformToken(),
    body,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  });
  expect(other).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
});

test('following the link shows a page with a button, and changes nothing', async () => {
  const userId = await newUser();
  const path = pathOf(worker.get(UnsubscribeLinks, { strict: false }).urlFor(userId));
  const page = await api.call('GET', path, { headers: { 'accept-language': 'de-AT,de;q=0.9' } });
  expect(page).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
  expect(page.text).toContain('<form method="post">');
  expect(page.text).toContain('<button>Abbestellen</button>');
  expect(page.text).toContain('name="List-Unsubscribe" value="One-Click"');
  expect(await consent(userId)).toMatchObject({ emailOptIn: true, consents: { emailOptIn: null } });
});

test('who has opted out of everything still gets what is transactional, in the inbox too', async () => {
  const userId = await newUser();
  await api.call('PATCH', '/v1/me/profile', { token: userToken(Number(userId)), body: { optedOut: true } });
  expect(await mailed(userId, bulk)).toEqual([]);
  expect(await mailed(userId, order)).toHaveLength(1);
  const inbox = await api.database.rows('SELECT 1 FROM notify_inbox WHERE user_id = ?', [userId]);
  expect(inbox).toHaveLength(1);
});

test('a link that is none of ours is refused, whatever it is', async () => {
  const userId = await newUser();
  const path = pathOf(worker.get(UnsubscribeLinks, { strict: false }).urlFor(userId));
  const changed = path.slice(0, -10) + (path.at(-10) === 'A' ? 'B' : 'A') + path.slice(-9);
  for (const other of [
    changed,
    `/v1/unsubscribe/${userId}`,
    `${path}A`,
    `/v1/unsubscribe/${'A'.repeat(48)}`,
  ]) {
    for (const reply of [await post(other), await api.call('GET', other)]) {
      expect(reply).toMatchObject({ status: 404, body: { code: 'UNSUBSCRIBE_LINK_INVALID' } });
    }
  }
  expect(await consent(userId)).toMatchObject({ emailOptIn: true });
});

test('links of a secret work for as long as it is there, also behind a new one', () => {
  const linksWith = (...secrets: string[]) =>
    new UnsubscribeLinks({ ...api.app.get<Config>(CONFIG), UNSUBSCRIBE_SECRETS: secrets });
  const [first, second] = ['first-secret-of-this-test-0123456789', 'second-secret-of-this-test-0123456789'];
  const token = linksWith(first!).urlFor('1234567890123456').split('/').at(-1)!;
  expect(linksWith(second!, first!).userOf(token)).toBe('1234567890123456');
  expect(linksWith(second!).userOf(token)).toBeUndefined();
  expect(linksWith(first!).urlFor('1234567890123456').endsWith(token)).toBe(true);
  expect(linksWith(second!, first!).urlFor('1234567890123456').endsWith(token)).toBe(false);
});

test('merchants make no transactional templates, but send by one that the platform has made for them', async () => {
  const merchant = merchantToken(41);
  const body = transactional();
  expect(await api.call('POST', '/v1/message-templates', { token: merchant, body })).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN', errors: [{ pointer: '/transactional' }] },
  });
  const templateId = await createTemplate(api, transactional({ merchantId: '41' }));
  const userId = await newUser();
  const messageId = await sendMessage(api, { userIds: [userId] }, { token: merchant, templateId });
  const message = await api.call('GET', `/v1/messages/${messageId}`, { token: merchant });
  expect(message.body).toMatchObject({ transactional: true });
});
