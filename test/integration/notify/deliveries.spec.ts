import { type INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { WorkerModule } from '../../../src/app.module';
import { markUndeliverable } from '../../../src/modules/audience';
import { SendDeliveries } from '../../../src/modules/notify/application/deliveries/send-deliveries';
import { takeDueDeliveries } from '../../../src/modules/notify/infra/delivery-rows';
import { Presence } from '../../../src/modules/notify/infra/presence';
import { NotifyScans } from '../../../src/modules/notify/jobs/notify-scans';
import { metricsRegistry } from '../../../src/platform/metrics';
import { startApi, type TestApi } from '../../support/api';
import { allChannels, createTemplate, sendMessage, transactional } from '../../support/messages';
import { type ContactShape, newContacts } from '../../support/reminders';
import { type MailServer, startMailServer } from '../../support/servers/mail-server';
import { type SmsProvider, startSmsProvider } from '../../support/servers/sms-provider';
import { explain, recordSql } from '../../support/statements/plans';
import { merchantToken, platformToken, userToken } from '../../support/tokens';
import { until } from '../../support/until';

jest.setTimeout(60_000);

const SID = 'AC0123456789';
const MINUTE_MS = 60_000;
const never: [string, string] = ['00:00', '00:00'];

let api: TestApi;
let worker: INestApplicationContext;
let mail: MailServer;
let sms: SmsProvider;
let send: SendDeliveries;
let templateId: string;
let nextUser = 1;

beforeAll(async () => {
  mail = await startMailServer();
  sms = await startSmsProvider(SID);
  api = await startApi({
    SMTP_URL: mail.url,
    PUBLIC_URL: 'https://shop.example',
    UNSUBSCRIBE_SECRETS: 'only-tests-have-this-secret-0123456789',
    SMTP_FROM: 'Coupons <coupons@shop.example>',
    TWILIO_ACCOUNT_SID: SID,
    TWILIO_AUTH_TOKEN: 'secret',
    TWILIO_FROM: '+15005550006',
    TWILIO_URL: sms.url,
    SMS_PER_SECOND: '1000',
    SMTP_PER_SECOND: '1000',
  });
  // This file sends by itself, when it wants to.
  const scanless = Test.createTestingModule({ imports: [WorkerModule] })
    .overrideProvider(NotifyScans)
    .useValue({});
  worker = await (await scanless.compile()).init();
  send = worker.get(SendDeliveries, { strict: false });
  templateId = await createTemplate(api, allChannels());
});

afterAll(async () => {
  await worker.close();
  await api.stop();
  await mail.stop();
  await sms.stop();
});

beforeEach(async () => {
  await api.database.change('DELETE FROM notify_delivery');
  mail.received.length = 0;
  sms.received.length = 0;
  mail.faults.length = 0;
  sms.faults.length = 0;
});

interface Row {
  delivery_id: string;
  status: number;
  attempts: number;
  due_at: Date | null;
  provider_id: string | null;
  last_error: string | null;
}
const rows = () => api.database.rows<Row>('SELECT * FROM notify_delivery ORDER BY delivery_id');
const byEmail = { email: 'user@mail.example', emailOptIn: true, quiet: never };
const bySms = { phone: '+15551234', smsOptIn: true, quiet: never };

/** A message on its way to a new user. */
async function messageTo(contact: Omit<ContactShape, 'userId'>, token = platformToken()): Promise<string> {
  const userId = String(nextUser++);
  await newContacts(api.database, [{ ...contact, userId }]);
  const template = token === platformToken() ? templateId : await createTemplate(api, allChannels(), token);
  const messageId = await sendMessage(api, { userIds: [userId] }, { token, templateId: template });
  await until('its inbox is written', async () => {
    const { body } = await api.call('GET', `/v1/messages/${messageId}`, { token });
    return body.status === 'sent';
  });
  return userId;
}

/** As if the time to try again had come. */
const comeDue = () =>
  api.database.change('UPDATE notify_delivery SET due_at = ? WHERE due_at IS NOT NULL', [
    new Date(Date.now() - 1_000),
  ]);

describe('e-mail', () => {
  test('is handed over with both texts, a Message-ID of its own, and noted as sent', async () => {
    await messageTo(byEmail);
    await send.execute();
    expect(mail.received).toHaveLength(1);
    const [row] = await rows();
    const { to, messageId, raw } = mail.received[0]!;
    expect([to, messageId]).toEqual(['user@mail.example', `<delivery-${row!.delivery_id}@shop.example>`]);
    expect(raw).toMatch(/^From: Coupons <coupons@shop\.example>/m);
    expect(raw).toMatch(/^Subject: News of Fir & Co\./m);
    expect(raw).toContain('Look at Fir & Co.');
    expect(raw).toContain('<p>Look at Fir &amp; Co..</p>');
    expect(row).toMatchObject({
      status: 1,
      attempts: 1,
      due_at: null,
      provider_id: messageId,
      last_error: null,
    });
    await send.execute();
    expect(mail.received).toHaveLength(1);
  });

  test('a server that says later is asked again with a growing wait', async () => {
    await messageTo(byEmail);
    mail.faults.push('later', 'later', 'later');
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      await comeDue();
      await send.execute();
      const [row] = await rows();
      expect(row).toMatchObject({ status: 0, attempts: attempt });
      expect(row!.last_error).toContain('try again later');
      waits.push(row!.due_at!.getTime() - Date.now());
    }
    expect(waits[0]).toBeGreaterThan(10_000);
    expect(waits[0]).toBeLessThan(46_000);
    expect(waits[2]).toBeGreaterThan(55_000);
    await comeDue();
    await send.execute();
    expect((await rows())[0]).toMatchObject({ status: 1, attempts: 4 });
    expect(mail.received).toHaveLength(1);
  });

  test.each([['no such user' as const], ['spam' as const]])(
    'one that is refused (%s) is dead at once',
    async (fault) => {
      await messageTo(byEmail);
      mail.faults.push(fault);
      await send.execute();
      const [row] = await rows();
      expect(row).toMatchObject({ status: 2, attempts: 1, due_at: null });
      expect(row!.last_error).toContain(fault);
      expect(mail.received).toEqual([]);
    },
  );

  test('after eight failed tries it is dead', async () => {
    await messageTo(byEmail);
    for (let attempt = 0; attempt < 8; attempt++) {
      mail.faults.push('later');
      await comeDue();
      await send.execute();
    }
    expect((await rows())[0]).toMatchObject({ status: 2, attempts: 8, due_at: null });
  });

  test('one whose acknowledgement is lost comes twice, under the same Message-ID', async () => {
    await messageTo(byEmail);
    mail.faults.push('lost acknowledgement');
    await send.execute();
    expect((await rows())[0]).toMatchObject({ status: 0 });
    await comeDue();
    await send.execute();
    expect(mail.received).toHaveLength(2);
    expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(1);
    expect((await rows())[0]).toMatchObject({ status: 1 });
  });

  test('connections are kept and shared', async () => {
    const before = mail.connections();
    const userIds = Array.from({ length: 60 }, () => String(nextUser++));
    await newContacts(
      api.database,
      userIds.map((userId) => ({ ...byEmail, userId, email: `u${userId}@mail.example` })),
    );
    await sendMessage(api, { userIds }, { templateId });
    await until('they are planned', async () => (await rows()).length === 60);
    await Promise.all([send.execute(), send.execute(), send.execute()]);
    expect(mail.received.map(({ to }) => to).sort()).toEqual(
      userIds.map((userId) => `u${userId}@mail.example`).sort(),
    );
    expect(mail.connections() - before).toBeLessThanOrEqual(5);
    expect((await rows()).every(({ status }) => status === 1)).toBe(true);
  });
});

describe('SMS', () => {
  test('goes through the provider’s API with our account', async () => {
    await messageTo(bySms);
    await send.execute();
    expect(sms.received).toEqual([
      {
        to: '+15551234',
        from: '+15005550006',
        body: 'Fir & Co. has news',
        authorization: `Basic ${Buffer.from(`${SID}:secret`).toString('base64')}`,
      },
    ]);
    expect((await rows())[0]).toMatchObject({ status: 1, provider_id: 'SM1' });
  });

  test.each([
    [{ status: 429, code: 20429, message: 'Too Many Requests' }],
    [{ status: 500, code: 20500, message: 'Internal Server Error' }],
    [{ status: 401, code: 20003, message: 'Authenticate' }],
    ['hang up' as const],
  ])('is tried again after %j', async (fault) => {
    await messageTo(bySms);
    sms.faults.push(fault);
    await send.execute();
    expect((await rows())[0]).toMatchObject({ status: 0, attempts: 1 });
    await comeDue();
    await send.execute();
    expect((await rows())[0]).toMatchObject({ status: 1, attempts: 2 });
    expect(sms.received).toHaveLength(1);
  });

  test('a number that can get none is dead at once', async () => {
    await messageTo(bySms);
    sms.faults.push({ status: 400, code: 21211, message: 'Invalid To number' });
    await send.execute();
    const [row] = await rows();
    expect(row).toMatchObject({ status: 2, attempts: 1 });
    expect(row!.last_error).toBe('21211: Invalid To number');
  });
});

describe('an address that can not be reached', () => {
  const user = async (userId: string) =>
    (await api.call('GET', `/v1/audience/users/${userId}`, { token: platformToken() })).body;
  const again = async (userId: string, template = templateId) => {
    const messageId = await sendMessage(api, { userIds: [userId] }, { templateId: template });
    await until('it is sent or not', async () => {
      const { body } = await api.call('GET', `/v1/messages/${messageId}`, { token: platformToken() });
      await send.execute();
      return body.status === 'sent' && body.deliveries.waiting === 0;
    });
  };
  const counted = async () => {
    const metric = metricsRegistry.getSingleMetric('coupon_undeliverable_addresses_total')!;
    return (await metric.get()).values.reduce((sum, { value }) => sum + value, 0);
  };

  test('is known after one e-mail, and gets no other until it changes', async () => {
    const before = await counted();
    const userId = await messageTo(byEmail);
    mail.faults.push('no such address');
    await send.execute();
    expect((await rows())[0]).toMatchObject({ status: 2, attempts: 1 });
    expect(await user(userId)).toMatchObject({
      emailUndeliverable: { at: expect.any(String), code: '5.1.1' },
      phoneUndeliverable: null,
    });
    expect(await counted()).toBe(before + 1);
    await again(userId);
    await again(userId, await createTemplate(api, transactional()));
    expect(await rows()).toHaveLength(1);
    // One that was on its way already.
    const [{ delivery_id: deliveryId }] = (await rows()) as [Row];
    await api.call('POST', `/v1/deliveries/${deliveryId}/retry`, { token: platformToken() });
    await send.execute();
    expect((await rows())[0]).toMatchObject({ status: 3, due_at: null });
    expect((await rows())[0]!.last_error).toContain('undeliverable (5.1.1)');
    expect(mail.received).toEqual([]);

    const put = (email: string) =>
      api.call('PUT', `/v1/audience/users/${userId}`, { token: platformToken(), body: { email } });
    expect((await put('user@mail.example')).body.emailUndeliverable).not.toBeNull();
    expect((await put('new@mail.example')).body.emailUndeliverable).toBeNull();
    await again(userId);
    expect(mail.received.map(({ to }) => to)).toEqual(['new@mail.example']);
  });

  test('is replaced by a file with another one, and not by a file with the same', async () => {
    const userId = await messageTo(byEmail);
    mail.faults.push('no such address');
    await send.execute();
    const importCsv = (email: string) =>
      api.call('POST', '/v1/audience/imports', {
        token: platformToken(),
        body: `user_id,email,locale\n${userId},${email},de\n`,
        headers: { 'content-type': 'text/csv' },
      });
    for (const email of ['', 'user@mail.example']) {
      await importCsv(email);
      expect((await user(userId)).emailUndeliverable).toMatchObject({ code: '5.1.1' });
    }
    await importCsv('new@mail.example');
    expect(await user(userId)).toMatchObject({ email: 'new@mail.example', emailUndeliverable: null });
  });

  test('is tried again on the platform’s word', async () => {
    const userId = await messageTo(byEmail);
    mail.faults.push('no such address');
    await send.execute();
    const url = `/v1/audience/users/${userId}/undeliverable`;
    expect((await api.call('DELETE', url, { token: merchantToken() })).status).toBe(403);
    const reply = await api.call('DELETE', url, { token: platformToken() });
    expect(reply).toMatchObject({ status: 200, body: { userId, emailUndeliverable: null } });
    await again(userId);
    expect(mail.received).toHaveLength(1);
    const unknown = await api.call('DELETE', '/v1/audience/users/987654321/undeliverable', {
      token: platformToken(),
    });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'AUDIENCE_USER_NOT_FOUND' } });
  });

  test.each(['no such user', 'bad sender', 'spam'] as const)(
    'is not every address whose e-mail is refused: %s',
    async (fault) => {
      const userId = await messageTo(byEmail);
      mail.faults.push(fault);
      await send.execute();
      expect((await rows())[0]).toMatchObject({ status: 2 });
      expect((await user(userId)).emailUndeliverable).toBeNull();
    },
  );

  test('is not blamed for another one that it has replaced', async () => {
    const userId = await messageTo(byEmail);
    const mark = (value: string) =>
      api.database.transaction((tx) =>
        markUndeliverable(tx, { userId, address: 'email', value, code: '5.1.1' }, new Date()),
      );
    expect([await mark('old@mail.example'), await mark('user@mail.example')]).toEqual([false, true]);
  });

  test.each([
    [21_211, true],
    [21_610, true],
    [21_614, true],
    [21_617, false],
  ])('of the SMS provider’s code %d the number is known to be one: %s', async (code, isMarked) => {
    const userId = await messageTo(bySms);
    sms.faults.push({ status: 400, code, message: 'no' });
    await send.execute();
    expect((await rows())[0]).toMatchObject({ status: 2 });
    const { phoneUndeliverable } = await user(userId);
    expect(phoneUndeliverable?.code ?? null).toBe(isMarked ? String(code) : null);
    await again(userId);
    expect(sms.received).toHaveLength(isMarked ? 0 : 1);
  });
});

describe('is not sent', () => {
  test('to a user who is online: they have seen the message', async () => {
    const userId = await messageTo(byEmail);
    await worker.get(Presence, { strict: false }).hold([userId], 'a process');
    await send.execute();
    expect((await rows())[0]).toMatchObject({ status: 3, due_at: null });
    expect(mail.received).toEqual([]);
  });

  test.each([
    ['has opted out', 'opted_out = 1'],
    ['has opted out of e-mail', 'email_opt_in = 0'],
    ['has no address any more', 'email = NULL'],
  ])('to a user who %s meanwhile', async (_what, change) => {
    const userId = await messageTo(byEmail);
    await api.database.change(`UPDATE audience_user SET ${change} WHERE user_id = ?`, [userId]);
    await send.execute();
    const [row] = await rows();
    expect(row).toMatchObject({ status: 3, last_error: expect.stringContaining('the user has') });
    expect(mail.received).toEqual([]);
  });

  test('in quiet hours: it waits for their end, and that is no try', async () => {
    const userId = await messageTo(byEmail);
    const hour = (ms: number) => new Date(Date.now() + ms).toISOString().slice(11, 16);
    await api.database.change(
      "UPDATE audience_user SET quiet_from = ?, quiet_until = ?, time_zone = 'UTC' WHERE user_id = ?",
      [hour(-120 * MINUTE_MS), hour(120 * MINUTE_MS), userId],
    );
    await send.execute();
    const [row] = await rows();
    expect(row).toMatchObject({ status: 0, attempts: 0 });
    expect(row!.due_at!.getTime() - Date.now()).toBeGreaterThan(118 * MINUTE_MS);
  });
});

describe('dead letters', () => {
  async function deadLetter(token: string): Promise<string> {
    await messageTo(byEmail, token);
    mail.faults.push('no such user');
    await send.execute();
    return (await rows()).at(-1)!.delivery_id;
  }

  test('are listed for their sender and sent again on their word', async () => {
    const token = merchantToken(31);
    const deliveryId = await deadLetter(token);
    const list = await api.call('GET', '/v1/deliveries', { token });
    expect(list.body.items).toMatchObject([{ deliveryId, channel: 'email', status: 'dead', attempts: 1 }]);
    const reply = await api.call('POST', `/v1/deliveries/${deliveryId}/retry`, { token });
    expect(reply).toMatchObject({ status: 200, body: { status: 'waiting', attempts: 0 } });
    await send.execute();
    expect((await api.call('GET', '/v1/deliveries?status=sent', { token })).body.items).toMatchObject([
      { deliveryId },
    ]);
    expect(mail.received).toHaveLength(1);
    const again = await api.call('POST', `/v1/deliveries/${deliveryId}/retry`, { token });
    expect(again).toMatchObject({ status: 409, body: { code: 'DELIVERY_STATE_CONFLICT' } });
    const audit = await api.database.row(
      "SELECT actor FROM audit_log WHERE action = 'delivery.retry' AND subject_id = ?",
      [deliveryId],
    );
    expect(audit).toEqual({ actor: 'merchant:31:anna' });
  });

  test('of another merchant don’t exist; users see none', async () => {
    const deliveryId = await deadLetter(merchantToken(32));
    const reply = await api.call('POST', `/v1/deliveries/${deliveryId}/retry`, { token: merchantToken(33) });
    expect(reply).toMatchObject({ status: 404, body: { code: 'DELIVERY_NOT_FOUND' } });
    expect((await api.call('GET', '/v1/deliveries', { token: merchantToken(33) })).body.items).toEqual([]);
    expect((await api.call('GET', '/v1/deliveries', { token: userToken(1) })).status).toBe(403);
  });
});

test('what a worker has taken is sent by another one only after its time', async () => {
  await messageTo(byEmail);
  const now = new Date();
  const lease = new Date(now.getTime() + MINUTE_MS);
  const [taken] = await api.database.transaction((tx) =>
    takeDueDeliveries(tx, { now, until: lease, limit: 10 }),
  );
  expect(taken).toMatchObject({ attempts: 1 });
  await send.execute();
  expect(mail.received).toEqual([]);
  await comeDue();
  await send.execute();
  expect(mail.received).toHaveLength(1);
  expect((await rows())[0]).toMatchObject({ status: 1, attempts: 1 });
});

test('workers that are killed between taking and sending use up none of its tries', async () => {
  await messageTo(byEmail);
  for (let killed = 0; killed < 10; killed++) {
    const now = new Date();
    await api.database.transaction((tx) =>
      takeDueDeliveries(tx, { now, until: new Date(now.getTime() + MINUTE_MS), limit: 10 }),
    );
    await comeDue();
  }
  mail.faults.push('later');
  await send.execute();
  expect((await rows())[0]).toMatchObject({ status: 0, attempts: 1 });
});

test('the search for what is due reads its index and nothing that is settled', async () => {
  await api.database.change(
    'INSERT INTO notify_delivery (message_id, user_id, channel, status, due_at, created_at, updated_at) VALUES ?',
    [
      Array.from({ length: 2_000 }, (_, at) => [
        1,
        at,
        1,
        at < 5 ? 0 : 1,
        at < 5 ? new Date() : null,
        new Date(),
        new Date(),
      ]),
    ],
  );
  const [statement] = await recordSql(api.database, (tx) =>
    takeDueDeliveries(tx, {
      now: new Date(Date.now() + 1),
      until: new Date(Date.now() + MINUTE_MS),
      limit: 100,
    }),
  );
  const plan = await explain(api.database, statement!);
  expect(plan).toMatchObject({ key: 'ix_delivery_due', type: 'range' });
  expect(Number(plan.rows)).toBeLessThan(500);
});
