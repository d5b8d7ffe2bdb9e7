import type { INestApplicationContext } from '@nestjs/common';
import { startApi, type TestApi } from '../support/api';
import { testId } from '../support/builders';
import { startWorker } from '../support/servers/worker';
import { until } from '../support/until';

const DAY_MS = 86_400_000;

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);

/** Tables whose rows have a time to be kept, with a row that is so many days old and open to be deleted then. */
const PURGED: Record<string, { keptDays: number; sql: string; values: (at: Date) => unknown[] }[]> = {
  idempotency_key: [
    {
      keptDays: 2,
      sql: 'INSERT INTO idempotency_key (scope, idem_key, request_hash, created_at) VALUES (?)',
      values: (at) => ['platform:test', testId(), 'a'.repeat(64), at],
    },
  ],
  operation: [
    {
      keptDays: 90,
      sql: 'INSERT INTO operation (operation_id, kind, scope, status, input, created_at, finished_at) VALUES (?)',
      values: (at) => [testId(), 1, 'platform:test', 1, '{}', at, at],
    },
  ],
  audience_import_reject: [
    {
      keptDays: 30,
      sql: 'INSERT INTO audience_import_reject (import_id, line_no, errors, record, created_at) VALUES (?)',
      values: (at) => [testId(), 2, '[]', 'someone@example.com', at],
    },
  ],
  t_notify_msg: [1, 2, 3].map((status) => ({
    keptDays: 7,
    sql: `INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by, status) VALUES (?)`,
    values: (at) => [testId(), testId(), testId(), at, 0, at, at, status],
  })),
  notify_inbox: [
    {
      keptDays: 180,
      sql: 'INSERT INTO notify_inbox (user_id, message_id, created_at) VALUES (?)',
      values: (at) => [testId(), testId(), at],
    },
  ],
  notify_delivery: [1, 2, 3].map((status) => ({
    keptDays: 180,
    sql: 'INSERT INTO notify_delivery (message_id, user_id, channel, status, created_at, updated_at) VALUES (?)',
    values: (at) => [testId(), testId(), 0, status, at, at],
  })),
};

/** Tables whose rows stay, or go with the work that they stand for. A new table belongs here, or above. */
const KEPT: Record<string, readonly string[]> = {
  'what shops are made of': [
    'rule',
    'coupon_batch',
    'coupon_batch_budget',
    'code_generation',
    'code_word',
    'batch_stock_change',
    'batch_audience_user',
    'audience_user',
    'tag',
    'user_tag',
    'user_group',
    'group_member',
    'category',
    'product',
    'shipping_rate',
    'notify_template',
  ],
  'coupons, orders and money, with their history': [
    'coupon',
    't_coupon_opt_record',
    'code_use',
    'orders',
    'order_line',
    'order_coupon',
    'order_line_share',
    'payment',
    'refund',
    'refund_line',
    'redemption_entry',
    'shopper',
    'coupon_lock',
    'coupon_lock_coupon',
    'coupon_lock_share',
    'sandbox_charge',
    'sandbox_refund',
    'audit_log',
  ],
  'one row per work of staff, without personal data': [
    'audience_import',
    'distribution',
    'distribution_chunk',
    'notify_message',
    'notify_message_text',
  ],
  'one row per user': ['notify_watermark', 'notify_individually_read'],
  'gone when the work is done': ['outbox'],
  'of the database itself': ['id_sequence', 'database_epoch', 'schema_migration'],
};

let api: TestApi;
let worker: INestApplicationContext;

beforeAll(async () => {
  api = await startApi({ PURGE_SECONDS: '1', REMINDER_PURGE_SECONDS: '1' });
});
afterAll(async () => {
  await worker?.close();
  await api.stop();
});

test('every table is one that is purged, or named as one that stays', async () => {
  const tables = await api.database.rows<{ name: string }>(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
  );
  const named = [...Object.keys(PURGED), ...Object.values(KEPT).flat()];
  expect(tables.map(({ name }) => name).sort()).toEqual(named.sort());
});

test('the worker deletes what is past its time, several pages of it, and nothing else', async () => {
  const tables = Object.entries(PURGED);
  for (const row of tables.flatMap(([, rows]) => rows)) {
    const insert = (at: Date) => api.database.change(row.sql, [row.values(at) as string[]]);
    await insert(daysAgo(row.keptDays + 1));
    await insert(daysAgo(row.keptDays - 1));
  }
  const { sql, values } = PURGED.idempotency_key![0]!;
  const many = Array.from({ length: 1_200 }, () => values(daysAgo(3)) as string[]);
  await api.database.change(sql.replace('(?)', '?'), [many]);

  worker = await startWorker();
  for (const [table, rows] of tables) {
    await until(`${table} is purged`, async () => {
      const found = await api.database.row<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`);
      return Number(found!.n) === rows.length;
    });
  }
});
