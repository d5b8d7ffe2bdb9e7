import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CliModule } from '../../../src/cli.module';
import { RemindersModule } from '../../../src/commands/reminders.module';
import { CONFIG } from '../../../src/config/config';
import { PlanDeliveries } from '../../../src/modules/notify/application/deliveries/plan-deliveries';
import { PurgeReminders } from '../../../src/modules/notify/application/reminders/purge-reminders';
import { RunReminders } from '../../../src/modules/notify/application/reminders/run-reminders';
import {
  ScanReminders,
  type ScanReport,
} from '../../../src/modules/notify/application/reminders/scan-reminders';
import { countDue, takeDue } from '../../../src/modules/notify/infra/reminder-rows';
import { Database } from '../../../src/platform/database';
import { Clock } from '../../../src/shared/clock';
import { newBatch } from '../../support/builders';
import { inboxRows, newContacts, newReminders } from '../../support/reminders';
import { newEnvironment, type TestEnvironment } from '../../support/servers/environment';
import { explain, recordSql } from '../../support/statements/plans';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let environment: TestEnvironment;
let app: INestApplicationContext;
let database: Database;
let scan: ScanReminders;

beforeAll(async () => {
  environment = await newEnvironment({
    SMTP_URL: 'smtp://127.0.0.1:1',
    PUBLIC_URL: 'https://shop.example',
    UNSUBSCRIBE_SECRETS: 'only-tests-have-this-secret-0123456789',
    SMTP_FROM: 'coupons@shop.example',
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN: 'token',
    TWILIO_FROM: '+15005550006',
  });
  Object.assign(process.env, environment.env);
  app = await NestFactory.createApplicationContext(CliModule.with(RemindersModule), { logger: false });
  database = app.get(Database);
  scan = app.get(ScanReminders, { strict: false });
});

afterAll(async () => {
  await app.close();
  await environment.drop();
});

beforeEach(async () => {
  await Promise.all(
    ['t_notify_msg', 'coupon', 'notify_inbox', 'notify_delivery', 'audience_user', 'outbox'].map((table) =>
      database.change(`DELETE FROM ${table}`),
    ),
  );
});

const report = (counts: Partial<ScanReport>): ScanReport => ({
  ...{ sent: 0, unwanted: 0, dropped: 0, waiting: 0, failed: 0 },
  ...counts,
});
const ago = (ms: number) => new Date(Date.now() - ms);
const statuses = () =>
  database.rows<{ status: number; attempts: number; notif_time: Date }>(
    'SELECT status, attempts, notif_time FROM t_notify_msg ORDER BY id',
  );
const countOf = async (table: string) =>
  Number((await database.row<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`))!.n);

test('a due reminder is in the inbox once, and its content once per batch and locale', async () => {
  const { batchId } = await newBatch(database);
  await newReminders(database, [
    { userId: 1, batchId, couponId: 11, at: ago(MINUTE_MS) },
    { userId: 2, batchId, couponId: 12, at: ago(MINUTE_MS) },
  ]);
  expect(await scan.execute(new Date())).toEqual(report({ sent: 2 }));
  expect(await scan.execute(new Date())).toEqual(report({}));
  const [row, ...others] = await inboxRows(database, 1);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ coupon_id: '11', read_at: null });
  expect((await statuses()).map(({ status }) => status)).toEqual([1, 1]);
  const texts = await database.rows<{ locale: string; title: string }>(
    'SELECT locale, title FROM notify_message_text WHERE message_id = ? ORDER BY locale',
    [row!.message_id],
  );
  expect(texts.map(({ locale }) => locale)).toEqual(['de', 'en', 'es', 'fr', 'zh']);
  expect(texts.every(({ title }) => title.includes('Test coupon'))).toBe(true);
});

test('a user has one reminder of a batch and day, whatever is planned', async () => {
  const { batchId } = await newBatch(database);
  await newReminders(database, [{ userId: 1, batchId, at: ago(MINUTE_MS) }]);
  await expect(
    newReminders(database, [{ userId: 1, batchId, at: ago(2 * MINUTE_MS) }]),
  ).rejects.toMatchObject({
    errno: 1062,
  });
});

test('several workers at once send each reminder once', async () => {
  const { batchId } = await newBatch(database);
  const users = Array.from({ length: 4_000 }, (_, at) => at + 1);
  await newReminders(
    database,
    users.map((userId) => ({ userId, batchId, at: ago(MINUTE_MS + userId) })),
  );
  const reports = await Promise.all(Array.from({ length: 4 }, () => scan.execute(new Date())));
  // A worker that found rows taken by another one leaves them; if that one had failed, the next scan would take them.
  const rest = await scan.execute(new Date());
  const sent = [...reports, rest].reduce((sum, report) => sum + report.sent, 0);
  expect(sent).toBe(users.length);
  expect(await countOf('notify_inbox')).toBe(users.length);
  const row = await database.row<{ users: string }>(
    'SELECT COUNT(DISTINCT user_id) AS users FROM notify_inbox',
  );
  expect(Number(row!.users)).toBe(users.length);
  expect((await statuses()).every(({ status }) => status === 1)).toBe(true);
});

test('what is not due stays, missed days are caught up and nothing is doubled', async () => {
  const { batchId } = await newBatch(database);
  await newReminders(database, [
    { userId: 1, batchId, at: ago(3 * DAY_MS) },
    { userId: 2, batchId, at: ago(2 * DAY_MS) },
    { userId: 1, batchId, at: new Date(Date.now() + 2 * DAY_MS) },
  ]);
  expect((await scan.execute(new Date())).sent).toBe(2);
  expect((await scan.execute(new Date())).sent).toBe(0);
  expect((await statuses()).map(({ status }) => status)).toEqual([1, 1, 0]);
});

describe('the scan of a day', () => {
  test('takes the whole day and what was missed, not tomorrow', async () => {
    const { batchId } = await newBatch(database);
    const run = app.get(RunReminders, { strict: false });
    const today = run.today();
    const lastMs = new Date(`${today}T23:59:59.999Z`);
    await newReminders(database, [
      { userId: 1, batchId, at: ago(2 * DAY_MS) },
      { userId: 2, batchId, at: lastMs },
      { userId: 3, batchId, at: new Date(lastMs.getTime() + 1) },
    ]);
    expect(await run.countOfDay(today)).toEqual({ due: 2, users: 2 });
    expect(await countOf('notify_inbox')).toBe(0);
    expect((await run.ofDay(today)).sent).toBe(2);
    expect((await statuses()).map(({ status }) => status)).toEqual([1, 1, 0]);
  });

  test.each([['2026-02-30'], ['24.11.2026'], ['']])('refuses %p, which is no day', async (day) => {
    const run = app.get(RunReminders, { strict: false });
    await expect(run.ofDay(day)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(run.countOfDay(day)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test('takes what failed only when its time has come again, however much of the day is left', async () => {
    const run = app.get(RunReminders, { strict: false });
    await newReminders(database, [{ userId: 1, batchId: 998, at: ago(MINUTE_MS) }]);
    // Far into the future, so that the wait ends before the day that is scanned does.
    const until = new Date(Date.now() + DAY_MS);
    expect(await scan.execute(until)).toEqual(report({ failed: 1 }));
    expect(await scan.execute(until)).toEqual(report({}));
    expect((await statuses()).map(({ status, attempts }) => [status, attempts])).toEqual([[0, 1]]);
    expect(await run.ofToday()).toEqual(report({}));
  });

  test('refuses a day to come', async () => {
    const run = app.get(RunReminders, { strict: false });
    const tomorrow = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10);
    await expect(run.ofDay(tomorrow)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});

test('who wants no messages gets none, and their reminder is done', async () => {
  const { batchId } = await newBatch(database);
  await newContacts(database, [{ userId: 1, email: 'a@b.example', emailOptIn: true, optedOut: true }]);
  await newReminders(database, [{ userId: 1, batchId, at: ago(MINUTE_MS) }]);
  expect(await scan.execute(new Date())).toEqual(report({ unwanted: 1 }));
  expect((await statuses()).map(({ status }) => status)).toEqual([1]);
  expect([await countOf('notify_inbox'), await countOf('notify_delivery')]).toEqual([0, 0]);
});

test('e-mail or SMS follow as the user opted in, after their quiet hours', async () => {
  const { batchId } = await newBatch(database);
  const never: [string, string] = ['00:00', '00:00'];
  await newContacts(database, [
    { userId: 1, email: 'a@b.example', phone: '+15551', emailOptIn: true, smsOptIn: true, quiet: never },
    { userId: 2, email: 'a@b.example', phone: '+15551', smsOptIn: true, quiet: never },
    { userId: 3, email: 'a@b.example', phone: '+15551', quiet: never },
    { userId: 4, emailOptIn: true, smsOptIn: true, quiet: never },
    { userId: 5, email: 'a@b.example', emailOptIn: true, quiet: ['00:00', '23:59'], timeZone: 'Asia/Tokyo' },
  ]);
  await newReminders(
    database,
    [1, 2, 3, 4, 5].map((userId) => ({ userId, batchId, at: ago(MINUTE_MS) })),
  );
  const before = Date.now();
  await scan.execute(new Date());
  const rows = await database.rows<{ user_id: string; channel: number; due_at: Date }>(
    'SELECT user_id, channel, due_at FROM notify_delivery ORDER BY user_id',
  );
  expect(rows.map(({ user_id, channel }) => [user_id, channel])).toEqual([
    ['1', 1],
    ['2', 2],
    ['5', 1],
  ]);
  expect(rows[0]!.due_at.getTime()).toBeLessThan(before + MINUTE_MS);
  // 23:59 in Tokyo, unless the test runs in the one loud minute.
  const due = rows[2]!.due_at;
  expect(due.toISOString().slice(11, 16) === '14:59' || due.getTime() < before + MINUTE_MS).toBe(true);
});

test('a reminder of a batch that nobody knows is tried again with a growing wait, and given up in the end', async () => {
  const { batchId } = await newBatch(database);
  await newReminders(database, [
    { userId: 1, batchId: 999, at: ago(MINUTE_MS) },
    { userId: 2, batchId, at: ago(MINUTE_MS) },
  ]);
  expect(await scan.execute(new Date())).toEqual(report({ sent: 1, failed: 1 }));
  const waits: number[] = [];
  for (let attempt = 1; attempt < 5; attempt++) {
    const [row] = await statuses();
    expect(row).toMatchObject({ status: 0, attempts: attempt });
    waits.push(row!.notif_time.getTime() - Date.now());
    await database.change('UPDATE t_notify_msg SET notif_time = ? WHERE status = 0', [ago(1)]);
    await scan.execute(new Date());
  }
  expect((await statuses()).map(({ status, attempts }) => [status, attempts])).toEqual([
    [2, 5],
    [1, 1],
  ]);
  expect(waits[0]).toBeGreaterThan(2 * MINUTE_MS);
  expect(waits[3]).toBeGreaterThan(4 * 2 * MINUTE_MS);
});

test('one reminder that spoils its page is put off alone', async () => {
  const { batchId } = await newBatch(database);
  const users = Array.from({ length: 40 }, (_, at) => at + 1);
  await newContacts(
    database,
    users.map((userId) => ({ userId })),
  );
  await newReminders(
    database,
    users.map((userId) => ({ userId, batchId, at: ago(MINUTE_MS + userId) })),
  );
  const deliveries = app.get(PlanDeliveries, { strict: false });
  const original = deliveries.of.bind(deliveries);
  const spy = jest.spyOn(deliveries, 'of').mockImplementation((contact, ...rest) => {
    if (contact?.userId === '7') throw new Error('spoilt');
    return original(contact, ...rest);
  });
  expect(await scan.execute(new Date())).toEqual(report({ sent: 39, failed: 1 }));
  spy.mockRestore();
  const open = await database.rows<{ user_id: string; attempts: number }>(
    'SELECT user_id, attempts FROM t_notify_msg WHERE status = 0',
  );
  expect(open).toEqual([{ user_id: '7', attempts: 1 }]);
});

test('the purge deletes done rows past their days and nothing else', async () => {
  const { batchId } = await newBatch(database);
  const old = 8 * DAY_MS;
  await newReminders(database, [
    ...Array.from({ length: 1_200 }, (_, at) => ({ userId: at + 1, batchId, at: ago(old), status: 1 })),
    { userId: 9_001, batchId, at: ago(old), status: 2 },
    { userId: 9_004, batchId, at: ago(old), status: 3 },
    { userId: 9_002, batchId, at: ago(old), status: 0 },
    { userId: 9_003, batchId, at: ago(6 * DAY_MS), status: 1 },
  ]);
  const purge = new PurgeReminders(app.get(CONFIG), database, app.get(Clock));
  expect(await purge.execute()).toBe(1_202);
  const left = await database.rows<{ user_id: string }>('SELECT user_id FROM t_notify_msg ORDER BY user_id');
  expect(left.map(({ user_id }) => user_id)).toEqual(['9002', '9003']);
});

describe('the indexes', () => {
  test('one reminder per user, batch and day is a unique key; notif_time has its index', async () => {
    const rows = await database.rows<{ Key_name: string; Column_name: string; Non_unique: string | number }>(
      'SHOW INDEX FROM t_notify_msg',
    );
    const columnsOf = (name: string) =>
      rows.filter(({ Key_name }) => Key_name === name).map(({ Column_name }) => Column_name);
    expect(columnsOf('uq_notify_user_batch_day')).toEqual(['user_id', 'batch_id', 'notify_day']);
    const unique = rows.find(({ Key_name }) => Key_name === 'uq_notify_user_batch_day');
    expect(String(unique?.Non_unique)).toBe('0');
    expect(columnsOf('ix_notify_time')).toEqual(['status', 'notif_time']);
  });

  test('the scan, the count and the purge read the range that is due, however much history there is', async () => {
    const { batchId } = await newBatch(database);
    await newReminders(
      database,
      Array.from({ length: 20_000 }, (_, at) => ({
        userId: at + 1,
        batchId,
        at: ago(DAY_MS + at),
        status: 1,
      })),
    );
    await newReminders(
      database,
      Array.from({ length: 10 }, (_, at) => ({ userId: at + 30_001, batchId, at: ago(MINUTE_MS) })),
    );
    const statements = await recordSql(database, async (reader) => {
      await takeDue(reader, {
        now: new Date(),
        after: { notifTime: new Date(0), id: '0' },
        until: new Date(),
        limit: 500,
      });
      await countDue(reader, { now: new Date(), until: new Date() });
    });
    expect(statements).toHaveLength(2);
    for (const statement of statements) {
      const plan = await explain(database, statement);
      expect(plan).toMatchObject({ key: 'ix_notify_time', type: 'range' });
      // An estimate, which also counts rows that are deleted and not yet gone.
      expect(Number(plan.rows)).toBeLessThan(10_000);
      expect(String(plan.Extra)).not.toContain('filesort');
    }
  });
});
