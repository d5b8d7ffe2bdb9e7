import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { FaultPoint } from '../../src/platform/faults';
import { checkedFetch } from '../support/contract/checked-fetch';
import { newEnvironment, type TestEnvironment } from '../support/servers/environment';
import { type MailServer, startMailServer } from '../support/servers/mail-server';
import { type AppProcess, startProcess } from '../support/servers/processes';
import { platformToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(120_000);

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const USERS = 700;
/** Who have used their coupons, and are to hear nothing of them. */
const SPENDERS = 100;

let environment: TestEnvironment;
let connection: Connection;
let mail: MailServer;
let batchId = 100;
const running = new Set<AppProcess>();

beforeAll(async () => {
  mail = await startMailServer();
  environment = await newEnvironment({
    DUE_SCAN_SECONDS: '1',
    DELIVERY_LEASE_SECONDS: '10',
    SMTP_URL: mail.url,
    PUBLIC_URL: 'https://shop.example',
    UNSUBSCRIBE_SECRETS: 'only-tests-have-this-secret-0123456789',
    SMTP_FROM: 'coupons@shop.example',
    SMTP_PER_SECOND: '2000',
  });
  connection = await createConnection(environment.env.DATABASE_URL as string);
  const now = new Date();
  await connection.query(
    `INSERT INTO audience_user (user_id, email, email_opt_in, quiet_from, quiet_until, last_active_at, created_at, updated_at)
     VALUES ?`,
    [
      Array.from({ length: USERS }, (_, at) => [
        at + 1,
        `u${at + 1}@mail.example`,
        1,
        '00:00',
        '00:00',
        now,
        now,
        now,
      ]),
    ],
  );
});

afterEach(async () => {
  await Promise.all([...running].map((process) => process.kill('SIGTERM')));
});

afterAll(async () => {
  await connection.end();
  await environment.drop();
  await mail.stop();
});

async function start(name: 'main' | 'worker', faultPoint?: FaultPoint): Promise<AppProcess> {
  const fault: Record<string, string> = faultPoint ? { FAULT_POINT: faultPoint } : {};
  const process = await startProcess(name, { ...environment.env, ...fault });
  running.add(process);
  void process.ended.then(() => running.delete(process));
  return process;
}

async function rows<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
  const [found] = await connection.query<RowDataPacket[]>(sql, values);
  return found as Row[];
}

/** Reminders of a batch of their own, two of each user, all of them due. */
async function plan(): Promise<number> {
  const id = ++batchId;
  const now = new Date();
  await connection.query(
    `INSERT IGNORE INTO rule (rule_id, family_id, version, merchant_id, name, type, currency, rule_content, frozen_at, created_at,
       updated_at)
     VALUES (1, 1, 1, 7, 'Kill', 0, 'USD', '{"threshold":{"amountMinor":10000},"amountMinor":2000}', ?, ?, ?)`,
    [now, now, now],
  );
  await connection.query(
    `INSERT INTO coupon_batch (batch_id, merchant_id, coupon_name, rule_id, total_count, per_user_limit, claim_from, claim_until,
       validity_type, valid_days, status, remind_days, created_at, updated_at)
     VALUES (?, 7, 'Kill', 1, NULL, 1, ?, ?, 1, 30, 1, '[3]', ?, ?)`,
    [id, now, now, now, now],
  );
  const at = new Date(Date.now() - MINUTE_MS);
  const end = new Date(Date.now() + 3 * DAY_MS);
  const people = Array.from({ length: SPENDERS + USERS }, (_, n) => ({
    userId: n + 1,
    couponId: id * 10_000 + n,
  }));
  await connection.query(
    `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at) VALUES ?`,
    [people.map(({ userId, couponId }) => [couponId, userId, id, 1, userId > USERS ? 2 : 0, 0, at, end, at])],
  );
  // The day before was missed as well.
  for (const due of [new Date(at.getTime() - DAY_MS), at]) {
    await connection.query(
      `INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by) VALUES ?`,
      [
        people.map(({ userId, couponId }) => [
          couponId,
          userId,
          id,
          due.toISOString().slice(0, 10),
          1,
          due,
          end,
        ]),
      ],
    );
  }
  return id;
}

const inboxOf = (sourceKey: string) =>
  rows<{ user_id: number; n: number }>(
    `SELECT i.user_id, COUNT(*) AS n FROM notify_inbox i JOIN notify_message m ON m.message_id = i.message_id
     WHERE m.source_key = ? GROUP BY i.user_id`,
    [sourceKey],
  );

test.each<[FaultPoint]>([['notify.reminders:before-commit'], ['notify.reminders:after-commit']])(
  'a worker that is killed at %s: each user is reminded once, and nobody of a coupon that is spent',
  async (point) => {
    const victim = await start('worker', point);
    const id = await plan();
    expect(await victim.ended).toMatchObject({ signal: 'SIGKILL' });
    await start('worker');
    await until(
      'all are sent',
      async () =>
        (await rows('SELECT 1 FROM t_notify_msg WHERE batch_id = ? AND status = 0', [id])).length === 0,
      30_000,
    );
    const inbox = await inboxOf(`reminder:${id}`);
    expect(inbox).toHaveLength(USERS);
    expect(inbox.every(({ n }) => Number(n) === 1)).toBe(true);
  },
);

test('a worker that is killed between the mail server’s answer and its own note: one e-mail comes twice, none is lost', async () => {
  await connection.query('DELETE FROM notify_delivery');
  mail.received.length = 0;
  const victim = await start('worker', 'notify.deliver:after-provider');
  await plan();
  expect(await victim.ended).toMatchObject({ signal: 'SIGKILL' });
  const acceptedBefore = mail.received.length;
  expect(acceptedBefore).toBeGreaterThan(0);
  await start('worker');
  await until(
    'all are settled',
    async () => {
      const open = await rows('SELECT 1 FROM notify_delivery WHERE status = 0');
      const all = await rows('SELECT 1 FROM notify_delivery');
      return open.length === 0 && all.length === USERS;
    },
    60_000,
  );
  expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(USERS);
  expect(mail.received.length - USERS).toBeGreaterThan(0);
  expect(mail.received.length - USERS).toBeLessThanOrEqual(acceptedBefore);
});

test.each<[FaultPoint]>([['notify.send:before-commit'], ['notify.send:after-commit']])(
  'a worker that is killed at %s: a message is in each inbox once',
  async (point) => {
    const api = await start('main');
    const call = async (path: string, body: unknown) => {
      const reply = await checkedFetch(api.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${platformToken()}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(reply.status).toBe(201);
      return (await reply.json()) as Record<string, string>;
    };
    const { templateId } = await call('/v1/message-templates', {
      name: 'Kill',
      defaultLocale: 'en',
      variables: [],
      texts: [{ locale: 'en', title: 'News', body: 'News.' }],
    });
    const victim = await start('worker', point);
    const { messageId } = await call('/v1/messages', {
      templateId,
      variables: {},
      to: { everyone: true, activeWithinDays: 30 },
    });
    expect(await victim.ended).toMatchObject({ signal: 'SIGKILL' });
    // The promise is due again now, and not a minute later.
    await connection.query('UPDATE outbox SET due_at = ?', [new Date(0)]);
    await start('worker');
    await until(
      'it is sent',
      async () =>
        (await rows('SELECT 1 FROM notify_message WHERE message_id = ? AND status = 1', [messageId])).length,
      90_000,
    );
    const inbox = await rows<{ n: number }>(
      'SELECT COUNT(*) AS n FROM notify_inbox WHERE message_id = ? GROUP BY user_id',
      [messageId],
    );
    expect(inbox).toHaveLength(USERS);
    expect(inbox.every(({ n }) => Number(n) === 1)).toBe(true);
  },
);

test('reminders:run counts with --dry-run, sends, and refuses a day to come', async () => {
  await connection.query('DELETE FROM t_notify_msg');
  await plan();
  const cli = (...args: string[]) =>
    promisify(execFile)(
      process.execPath,
      [join(__dirname, '../../dist/src/cli.js'), 'reminders:run', ...args, '--json'],
      {
        env: { PATH: process.env.PATH, ...environment.env },
      },
    );
  expect(JSON.parse((await cli('--dry-run')).stdout)).toMatchObject({
    dryRun: true,
    due: 2 * (USERS + SPENDERS),
    users: USERS + SPENDERS,
  });
  expect(JSON.parse((await cli()).stdout)).toMatchObject({
    sent: USERS,
    dropped: USERS + 2 * SPENDERS,
    failed: 0,
  });
  const today = new Date().toISOString().slice(0, 10);
  expect(JSON.parse((await cli('--date', today)).stdout)).toMatchObject({ date: today, sent: 0 });
  await expect(cli('--date', '2199-01-01')).rejects.toMatchObject({ code: 2 });
});
