import type { INestApplicationContext } from '@nestjs/common';
import { startApi, type TestApi } from '../../support/api';
import { publishBatch } from '../../support/batches';
import { testId } from '../../support/builders';
import { exportCodes, redeem } from '../../support/codes';
import { distribute, showDistribution, untilEnded } from '../../support/distributions';
import { type ContactShape, newContacts } from '../../support/reminders';
import { type MailServer, startMailServer } from '../../support/servers/mail-server';
import { type SmsProvider, startSmsProvider } from '../../support/servers/sms-provider';
import { startWorker } from '../../support/servers/worker';
import { merchantToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(60_000);

const SID = 'AC0123456789';
const never: [string, string] = ['00:00', '00:00'];
const token = merchantToken();
const CODE = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}/;
const message = { title: 'A gift', body: 'Your code: {{code}}. Here: {{codeLink}}' };

let api: TestApi;
let worker: INestApplicationContext;
let mail: MailServer;
let sms: SmsProvider;

beforeAll(async () => {
  mail = await startMailServer();
  sms = await startSmsProvider(SID);
  api = await startApi({
    PROXIES_IN_FRONT: '1',
    CODE_LINK: 'https://shop.example/redeem/{code}',
    DUE_SCAN_SECONDS: '1',
    SMTP_URL: mail.url,
    PUBLIC_URL: 'https://shop.example',
    UNSUBSCRIBE_SECRETS: 'only-tests-have-this-secret-0123456789',
    SMTP_FROM: 'coupons@shop.example',
    SMTP_PER_SECOND: '1000',
    TWILIO_ACCOUNT_SID: SID,
    TWILIO_AUTH_TOKEN: 'secret',
    TWILIO_FROM: '+15005550006',
    TWILIO_URL: sms.url,
    SMS_PER_SECOND: '1000',
  });
  worker = await startWorker();
});

afterAll(async () => {
  await worker.close();
  await api.stop();
  await mail.stop();
  await sms.stop();
});

beforeEach(() => {
  mail.received.length = 0;
  mail.faults.length = 0;
});

/** Users who can be reached as the shapes say, with ids that no other test has. @returns their ids */
async function reachable(shapes: Omit<ContactShape, 'userId'>[]): Promise<string[]> {
  const first = Number(testId()) * 100_000;
  const ids = shapes.map((_, at) => String(first + at));
  await newContacts(
    api.database,
    shapes.map((shape, at) => ({ ...shape, userId: ids[at]! })),
  );
  return ids;
}
const byEmail = (at: number) => ({ email: `u${at}@mail.example`, emailOptIn: true, quiet: never });

/** The codes that came by e-mail, by address. */
async function mailed(count: number): Promise<Map<string, string>> {
  await until('the mails have come', () => mail.received.length >= count);
  return new Map(mail.received.map(({ to, raw }) => [to, CODE.exec(raw)![0]]));
}

interface SentRow {
  user_id: string;
  code_serial: string | null;
}
const inboxOf = (distributionId: string) =>
  api.database.rows<SentRow>(
    `SELECT i.user_id, i.code_serial FROM notify_inbox i JOIN notify_message m ON m.message_id = i.message_id
     WHERE m.source_key = ? ORDER BY i.user_id`,
    [`distribution:${distributionId}`],
  );

test('each user gets a code of their own by e-mail, by SMS and in the inbox, and redeems it', async () => {
  const batchId = await publishBatch(api, { codeMode: 'unique' });
  const userIds = await reachable([
    ...[0, 1, 2].map(byEmail),
    { phone: '+15551234', smsOptIn: true, quiet: never },
    { optedOut: true },
    {},
  ]);
  const distributionId = await distribute(api, { batchId, selection: { userIds }, message });
  expect(await untilEnded(api, distributionId)).toMatchObject({
    status: 'done',
    progress: { audience: 6, issued: 5, done: 5, skipped: 1, reserved: 0 },
  });
  const codes = await mailed(3);
  expect(new Set(codes.values()).size).toBe(3);
  const text = mail.received[0]!.raw.replaceAll('=\r\n', '');
  expect(text).toContain(`https://shop.example/redeem/${codes.get(mail.received[0]!.to)}`);
  const all = await exportCodes(api, batchId);
  expect(all).toHaveLength(6);
  const own = [...[0, 1, 2].map((at) => codes.get(`u${at}@mail.example`)!)];
  expect(own).toEqual(all.slice(0, 3));
  await until('the SMS has come', () => sms.received.length === 1);
  expect(JSON.stringify(sms.received[0])).toContain(all[3]!);
  for (const [at, code] of own.entries()) {
    const { body } = await api.call('GET', '/v1/me/inbox', { token: userToken(userIds[at]!) });
    expect(body.items[0]).toMatchObject({ title: 'A gift', body: expect.stringContaining(code) });
  }
  const last = await api.call('GET', '/v1/me/inbox', { token: userToken(userIds[5]!) });
  expect(last.body.items[0].body).toContain(all[4]!);

  expect((await redeem(api, userIds[0]!, own[0]!)).status).toBe(201);
  expect((await redeem(api, userIds[1]!, own[0]!)).body.code).toBe('CODE_NOT_VALID');
  const looked = await api.call('GET', `/v1/codes/${own[0]}`, { token });
  expect(looked.body).toMatchObject({ batchId, state: 'used', serial: 1, userId: userIds[0] });
  const made = await api.call('GET', `/v1/batches/${batchId}/code-generations`, { token });
  expect(made.body.items).toEqual([expect.objectContaining({ distributionId, count: 6, firstSerial: 1 })]);
  // No coupon came by the distribution itself.
  expect(await api.database.row('SELECT COUNT(*) AS n FROM coupon WHERE batch_id = ?', [batchId])).toEqual({
    n: '1',
  });
});

test('a mail that is tried again has the same code; one whose code was revoked before is not sent', async () => {
  const batchId = await publishBatch(api, { codeMode: 'unique' });
  const [first] = await reachable([byEmail(10)]);
  mail.faults.push('lost acknowledgement');
  await distribute(api, { batchId, selection: { userIds: [first] }, message });
  await until('it was sent once', () => mail.received.length === 1);
  const again = async () => {
    await api.database.change('UPDATE notify_delivery SET due_at = ? WHERE user_id = ? AND status = 0', [
      new Date(0),
      first!,
    ]);
    return mail.received.length === 2;
  };
  await until('it was sent again', again);
  const [one, two] = mail.received;
  expect(CODE.exec(two!.raw)![0]).toBe(CODE.exec(one!.raw)![0]);
  expect(two!.messageId).toBe(one!.messageId);

  const [second] = await reachable([byEmail(11)]);
  mail.faults.push('later');
  await distribute(api, { batchId, selection: { userIds: [second] }, message });
  const delivery = () =>
    api.database.row<{ status: number; attempts: number; last_error: string }>(
      'SELECT status, attempts, last_error FROM notify_delivery WHERE user_id = ?',
      [second!],
    );
  await until('it was refused for now', async () => (await delivery())?.last_error);
  await api.call('POST', `/v1/batches/${batchId}/code-revocations`, { token, body: { all: true } });
  await api.database.change('UPDATE notify_delivery SET due_at = ? WHERE user_id = ?', [
    new Date(0),
    second!,
  ]);
  await until('it is settled', async () => (await delivery())!.status === 3);
  expect(mail.received).toHaveLength(2);
});

test('two distributions of a batch, and codes made for print between them: no code twice', async () => {
  const batchId = await publishBatch(api, { codeMode: 'unique', totalCount: 2 });
  const userIds = await reachable(Array.from({ length: 300 }, () => ({})));
  const send = () => distribute(api, { batchId, selection: { userIds }, message });
  const distributions = await Promise.all([send(), send()]);
  await api.call('POST', `/v1/batches/${batchId}/code-generations`, { token, body: { count: 50 } });
  const third = await send();
  for (const id of [...distributions, third]) {
    // More codes than the batch has coupons: they reserve none.
    expect(await untilEnded(api, id)).toMatchObject({ status: 'done', progress: { issued: 300 } });
  }
  const rows = (await Promise.all([...distributions, third].map(inboxOf))).flat();
  expect(rows).toHaveLength(900);
  expect(new Set(rows.map(({ code_serial }) => code_serial)).size).toBe(900);
  const made = await api.call('GET', `/v1/batches/${batchId}/code-generations`, { token });
  const printed = made.body.items.find(
    ({ distributionId }: { distributionId: string | null }) => !distributionId,
  );
  const isPrinted = ({ code_serial }: SentRow) =>
    Number(code_serial) >= printed.firstSerial && Number(code_serial) < printed.firstSerial + 50;
  expect(rows.filter(isPrinted)).toEqual([]);
});

test('without the key a code waits, and the inbox is read without it; the key back, the code is sent', async () => {
  const batchId = await publishBatch(api, { codeMode: 'unique' });
  const [userId] = await reachable([byEmail(20)]);
  mail.faults.push('later');
  const distributionId = await distribute(api, { batchId, selection: { userIds: [userId] }, message });
  await untilEnded(api, distributionId);
  const delivery = () =>
    api.database.row<{ status: number; attempts: number; due_at: Date; last_error: string }>(
      'SELECT status, attempts, due_at, last_error FROM notify_delivery WHERE user_id = ?',
      [userId!],
    );
  await until('it was refused for now', async () => (await delivery())?.last_error);
  const [code] = await exportCodes(api, batchId);
  const generation = await api.database.row<{ key_id: string }>(
    'SELECT key_id FROM code_generation WHERE batch_id = ?',
    [batchId],
  );
  const dueWithKey = async (keyId: string) => {
    await api.database.change('UPDATE code_generation SET key_id = ? WHERE batch_id = ?', [keyId, batchId]);
    await api.database.change('UPDATE notify_delivery SET due_at = ? WHERE user_id = ?', [
      new Date(0),
      userId!,
    ]);
  };
  await dueWithKey('0123456789abcdef');
  // A fault of the configuration, which uses no try up.
  await until('it waits', async () => {
    const { status, attempts, due_at: dueAt } = (await delivery())!;
    return status === 0 && attempts === 1 && dueAt > new Date();
  });
  const { body } = await api.call('GET', '/v1/me/inbox', { token: userToken(userId!) });
  expect(body.items[0].body).toBe('Your code: . Here: ');
  await dueWithKey(generation!.key_id);
  expect([...(await mailed(1)).values()]).toEqual([code]);
});

test.each([
  [{ message: null }, '/message', 'REQUIRED'],
  [{ perUser: 2 }, '/perUser', 'ONE_CODE_EACH'],
  [{ message: { title: 'A gift', body: 'Nothing' } }, '/message/body', 'VARIABLE_MISSING'],
  [{ message: { title: 'For {{name}}', body: '{{code}}' } }, '/message/title', 'VARIABLE_UNKNOWN'],
  [{ message: { title: 'A gift', body: '{{#if code}}' } }, '/message/body', 'TEMPLATE_SYNTAX'],
])('refuses what can send no code each (%j)', async (part, pointer, code) => {
  const batchId = await publishBatch(api, { codeMode: 'unique', perUserLimit: 5 });
  const body = { batchId, selection: { userIds: ['1'] }, message, ...part };
  const reply = await api.call('POST', '/v1/distributions', { token, body });
  expect(reply).toMatchObject({ body: { code: 'DISTRIBUTION_INVALID' } });
  expect(reply.body.errors).toContainEqual(expect.objectContaining({ pointer, code }));
});

test('braces mean nothing in what is said of coupons', async () => {
  const batchId = await publishBatch(api);
  const [userId] = await reachable([{}]);
  const body = 'Look: {{code}} {{#if';
  const distributionId = await distribute(api, {
    batchId,
    selection: { userIds: [userId] },
    message: { title: 'A gift', body },
  });
  await untilEnded(api, distributionId);
  const told = async () =>
    (await api.call('GET', '/v1/me/inbox', { token: userToken(userId!) })).body.items[0]?.body;
  await until('they are told', told);
  expect(await told()).toBe(body);
  expect((await showDistribution(api, distributionId)).progress.issued).toBe(1);
});
