import type { Database } from '../../src/platform/database';

const DAY_MS = 86_400_000;
let lastId = 0;
/** Ids of things that a test puts into the database itself; far from those the application gives. */
export const testId = (): string => String(900_000_000 + ++lastId);

export interface BatchShape {
  batchId: string;
  merchantId: string | null;
  ruleId: string;
  totalCount: number | null;
  perUserLimit: number;
  audienceType: number;
  status: number;
  claimFrom: Date;
  claimUntil: Date;
  validityType: number;
  validFrom: Date | null;
  validUntil: Date | null;
  validDays: number | null;
  remindDays: number[];
}

/** A frozen rule as a row: spend 100.00, get 20.00 off, unless told otherwise. */
export async function newRule(
  database: Database,
  shape: {
    ruleId?: string;
    merchantId?: string | null;
    type?: number;
    currency?: string;
    content?: unknown;
  } = {},
): Promise<string> {
  const ruleId = shape.ruleId ?? testId();
  const now = new Date();
  await database.change(
    `INSERT INTO rule (rule_id, family_id, version, merchant_id, name, type, currency, rule_content, frozen_at, created_at,
       updated_at) VALUES (?, ?, 1, ?, 'Test rule', ?, ?, ?, ?, ?, ?)`,
    [
      ruleId,
      ruleId,
      shape.merchantId === undefined ? '7' : shape.merchantId,
      shape.type ?? 0,
      shape.currency ?? 'USD',
      JSON.stringify(shape.content ?? { threshold: { amountMinor: 10_000 }, amountMinor: 2_000 }),
      now,
      now,
      now,
    ],
  );
  return ruleId;
}

/** A published batch that is open now, as a row. Its stock is recorded as published. */
export async function newBatch(database: Database, shape: Partial<BatchShape> = {}): Promise<BatchShape> {
  const now = Date.now();
  const batch: BatchShape = {
    batchId: testId(),
    merchantId: '7',
    ruleId: shape.ruleId ?? (await newRule(database)),
    totalCount: 100,
    perUserLimit: 1,
    audienceType: 0,
    status: 1,
    claimFrom: new Date(now - DAY_MS),
    claimUntil: new Date(now + DAY_MS),
    validityType: 1,
    validFrom: null,
    validUntil: null,
    validDays: 30,
    remindDays: [3, 1],
    ...shape,
  };
  await database.change(
    `INSERT INTO coupon_batch (batch_id, merchant_id, coupon_name, rule_id, total_count, per_user_limit, audience_type, claim_from,
       claim_until, validity_type, valid_from, valid_until, valid_days, status, remind_days, created_at, updated_at)
     VALUES (?)`,
    [
      [
        batch.batchId,
        batch.merchantId,
        'Test coupon',
        batch.ruleId,
        batch.totalCount,
        batch.perUserLimit,
        batch.audienceType,
        batch.claimFrom,
        batch.claimUntil,
        batch.validityType,
        batch.validFrom,
        batch.validUntil,
        batch.validDays,
        batch.status,
        JSON.stringify(batch.remindDays),
        new Date(now),
        new Date(now),
      ],
    ],
  );
  if (batch.totalCount !== null) {
    await database.change(
      'INSERT INTO batch_stock_change (batch_id, kind, delta, actor, created_at) VALUES (?, 0, ?, ?, ?)',
      [batch.batchId, batch.totalCount, 'test', new Date(now)],
    );
  }
  return batch;
}

/** What MySQL says of a batch: its counters, its rows, and whether they agree. */
export async function batchFacts(database: Database, batchId: string) {
  const row = await database.row<{
    total_count: string | null;
    reserved_count: string;
    assign_count: string;
    coupons: string;
    users: string;
    most: string | null;
  }>(
    `SELECT b.total_count, b.reserved_count, b.assign_count,
       (SELECT COUNT(*) FROM coupon c WHERE c.batch_id = b.batch_id) AS coupons,
       (SELECT COUNT(DISTINCT user_id) FROM coupon c WHERE c.batch_id = b.batch_id) AS users,
       (SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM coupon WHERE batch_id = ? GROUP BY user_id) AS held) AS most
     FROM coupon_batch b WHERE b.batch_id = ?`,
    [batchId, batchId],
  );
  if (!row) throw new Error(`no batch ${batchId}`);
  return {
    left: row.total_count === null ? null : Number(row.total_count),
    reserved: Number(row.reserved_count),
    assigned: Number(row.assign_count),
    coupons: Number(row.coupons),
    users: Number(row.users),
    mostOfOneUser: Number(row.most ?? 0),
  };
}
