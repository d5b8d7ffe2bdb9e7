// What the benches and the chaos run of messages have in common.
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const PAGE = 100_000;
const DAY_MS = 86_400_000;

const base64url = (value) => Buffer.from(value).toString('base64url');

/** @param {string} secret of HS256 @returns {string} a token of the platform's staff */
export function platformToken(secret) {
  const exp = Math.floor(Date.now() / 1000) + 24 * 3600;
  const body = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify({ sub: 'bench', role: 'platform', exp }))}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

/** The API as the platform uses it. A failed request says so. */
export function platformApi(port, secret) {
  const authorization = `Bearer ${platformToken(secret)}`;
  return async (method, path, body) => {
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return JSON.parse(text);
  };
}

/** A template with texts for the inbox alone, in two locales. @returns its id */
export async function createTemplate(call) {
  const { templateId } = await call('POST', '/v1/message-templates', {
    name: 'Bench',
    defaultLocale: 'en',
    variables: ['shopName'],
    texts: [
      { locale: 'en', title: 'News of {{shopName}}', body: 'Something new waits for you at {{shopName}}.' },
      { locale: 'de', title: 'Neues von {{shopName}}', body: 'Bei {{shopName}} wartet etwas Neues.' },
    ],
  });
  return templateId;
}

/**
 * Reminders of one batch as rows, of users from `firstUser` on, spread evenly over a span of time; with the coupons that they
 * remind of where they are open.
 * @param {{ batchId: number, firstUser: number, count: number, from: Date, until: Date, status: number }} shape
 */
export async function insertReminders(connection, { batchId, firstUser, count, from, until, status }) {
  await makeDigits(connection);
  const stepMicros = Math.max(1, Math.floor(((until.getTime() - from.getTime()) * 1000) / count));
  const end = new Date(until.getTime() + 10 * DAY_MS);
  const firstCoupon = batchId * 1_000_000_000 + firstUser;
  for (let done = 0; done < count; done += PAGE) {
    const rows = Math.min(PAGE, count - done);
    await connection.query(
      `INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by, status)
       SELECT ? + s.n, ? + s.n, ?, DATE(DATE_ADD(?, INTERVAL (? + s.n) * ? MICROSECOND)), 1,
         DATE_ADD(?, INTERVAL (? + s.n) * ? MICROSECOND), ?, ?
       FROM (${SEQUENCE}) s WHERE s.n < ? ORDER BY s.n`,
      [
        firstCoupon + done,
        firstUser + done,
        batchId,
        from,
        done,
        stepMicros,
        from,
        done,
        stepMicros,
        end,
        status,
        rows,
      ],
    );
    if (status !== 0) continue;
    await connection.query(
      `INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
       SELECT ? + s.n, ? + s.n, ?, 1, 0, 0, ?, ?, ? FROM (${SEQUENCE}) s WHERE s.n < ? ORDER BY s.n`,
      [firstCoupon + done, firstUser + done, batchId, from, end, from, rows],
    );
  }
}

const SEQUENCE = `SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n AS n
  FROM bench_digit a, bench_digit b, bench_digit c, bench_digit d, bench_digit e`;

async function makeDigits(connection) {
  await connection.query('CREATE TABLE IF NOT EXISTS bench_digit (n INT PRIMARY KEY)');
  await connection.query('INSERT IGNORE INTO bench_digit VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)');
}

/** The application's services in this process, with its own connections. */
export async function openServices(env) {
  Object.assign(process.env, env);
  require('reflect-metadata');
  const { NestFactory } = require('@nestjs/core');
  const { CliModule } = require('../../dist/src/cli.module');
  const { RemindersModule } = require('../../dist/src/commands/reminders.module');
  const { ScanReminders } = require('../../dist/src/modules/notify/application/reminders/scan-reminders');
  const { PurgeReminders } = require('../../dist/src/modules/notify/application/reminders/purge-reminders');
  const { Database } = require('../../dist/src/platform/database');
  const { Clock } = require('../../dist/src/shared/clock');
  const { CONFIG } = require('../../dist/src/config/config');
  const app = await NestFactory.createApplicationContext(CliModule.with(RemindersModule), { logger: false });
  return {
    scan: app.get(ScanReminders, { strict: false }),
    purge: new PurgeReminders(app.get(CONFIG), app.get(Database), app.get(Clock)),
    close: () => app.close(),
  };
}
