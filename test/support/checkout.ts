import { SandboxProvider } from '../../src/modules/payment/infra/sandbox/sandbox-provider';
import type { Database } from '../../src/platform/database';
import type { TestApi } from './api';
import { newRule as insertRule, newBatch, testId } from './builders';
import { merchantToken, userToken } from './tokens';

const DAY_MS = 86_400_000;

export interface ProductShape {
  sku: string;
  category: string;
  priceMinor: number;
  currency: string;
  active: boolean;
}

/** Imports products over the API and returns their ids by SKU. */
export async function newProducts(
  api: TestApi,
  products: (Partial<ProductShape> & { sku: string })[],
  merchantId = '7',
): Promise<Record<string, string>> {
  const rows = products.map(
    ({ sku, category = 'Home', priceMinor = 1_000, currency = 'USD', active = true }) =>
      [sku, `Product ${sku}`, category, priceMinor, currency, active].join(','),
  );
  const reply = await api.call('POST', '/v1/catalogue/imports', {
    token: merchantToken(merchantId),
    headers: { 'content-type': 'text/csv' },
    body: `sku,name,category,price_minor,currency,active\n${rows.join('\n')}\n`,
  });
  if (reply.status !== 200) throw new Error(`import: ${reply.text}`);
  const stored = await api.database.rows<{ sku: string; product_id: string }>(
    'SELECT sku, product_id FROM product WHERE merchant_id = ? AND sku IN (?)',
    [merchantId, products.map(({ sku }) => sku)],
  );
  return Object.fromEntries(stored.map((row) => [row.sku, row.product_id]));
}

export interface RuleShape {
  merchantId: string | null;
  type: number;
  currency: string;
  content: object;
}

/** A rule that is in use. Default: 2.00 off from 10.00. */
export function newRule(database: Database, shape: Partial<RuleShape> = {}): Promise<string> {
  return insertRule(database, { content: { threshold: { amountMinor: 1_000 }, amountMinor: 200 }, ...shape });
}

/** What a batch of a test may give away, and who pays for it. */
export interface FundingShape {
  budgetMinor: number;
  merchantShareBp: number;
  restore: 'never' | 'if_valid' | 'extended';
  restoreDays: number;
}

/** A batch on a rule of its own; enough for every test to claim from. */
export async function newOffer(
  database: Database,
  shape: Partial<RuleShape & FundingShape> = {},
): Promise<string> {
  const ruleId = await newRule(database, shape);
  const merchantId = shape.merchantId === undefined ? '7' : shape.merchantId;
  const batch = await newBatch(database, { ruleId, merchantId, totalCount: 100_000, perUserLimit: 1_000 });
  await database.change(
    'UPDATE coupon_batch SET merchant_share_bp = ?, restore_policy = ?, restore_days = ? WHERE batch_id = ?',
    [
      shape.merchantShareBp ?? null,
      ['never', 'if_valid', 'extended'].indexOf(shape.restore ?? 'never'),
      shape.restoreDays ?? null,
      batch.batchId,
    ],
  );
  if (shape.budgetMinor !== undefined) {
    await database.change(
      'INSERT INTO coupon_batch_budget (batch_id, currency, total_minor, updated_at) VALUES (?, ?, ?, ?)',
      [batch.batchId, shape.currency ?? 'USD', shape.budgetMinor, new Date()],
    );
  }
  return batch.batchId;
}

/** What is in a batch's budget, as numbers. */
export async function budgetFacts(database: Database, batchId: string) {
  const row = await database.row<{ total: string; reserved: string; spent: string }>(
    `SELECT total_minor AS total, reserved_minor AS reserved, spent_minor AS spent
     FROM coupon_batch_budget WHERE batch_id = ?`,
    [batchId],
  );
  if (!row) throw new Error(`batch ${batchId} has no budget`);
  return { total: Number(row.total), reserved: Number(row.reserved), spent: Number(row.spent) };
}

/** Delivers the sandbox's callbacks that are due, as its sender does. @returns how many */
export async function deliverSandboxCallbacks(api: TestApi): Promise<number> {
  const webhooks = await api.app.get(SandboxProvider).takeCallbacks();
  for (const webhook of webhooks) {
    const reply = await api.call('POST', '/v1/payment-webhooks/sandbox', webhook);
    if (reply.status !== 204) throw new Error(`callback: ${reply.text}`);
  }
  return webhooks.length;
}

/** Gets a coupon as a user does. */
export async function claimCoupon(api: TestApi, batchId: string, userId: string | number): Promise<string> {
  const reply = await api.call('POST', `/v1/batches/${batchId}/claims`, { token: userToken(userId) });
  if (reply.status !== 201) throw new Error(`claim: ${reply.text}`);
  return reply.body.couponId as string;
}

export interface CouponShape {
  batchId: string;
  userId: string | number;
  status: number;
  validFrom: Date;
  validUntil: Date;
}

/** A coupon as a row, for states that take time to reach. */
export async function newCoupon(
  database: Database,
  shape: Partial<CouponShape> & { batchId: string; userId: string | number },
): Promise<string> {
  const couponId = testId();
  const now = Date.now();
  await database.change(
    `INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
     VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?)`,
    [
      couponId,
      shape.userId,
      shape.batchId,
      couponId,
      shape.status ?? 0,
      shape.validFrom ?? new Date(now - DAY_MS),
      shape.validUntil ?? new Date(now + DAY_MS),
      new Date(now),
    ],
  );
  return couponId;
}

/** What a coupon went through: its status and the `operating` of its records in order. */
export async function couponFacts(database: Database, couponId: string) {
  const row = await database.row<{ status: number; lock_order_no: string | null; locked_until: Date | null }>(
    'SELECT status, lock_order_no, locked_until FROM coupon WHERE coupon_id = ?',
    [couponId],
  );
  const records = await database.rows<{ operating: number; order_no: string | null }>(
    'SELECT operating, order_no FROM t_coupon_opt_record WHERE coupon_id = ? ORDER BY id',
    [couponId],
  );
  return {
    status: row?.status,
    orderNo: row?.lock_order_no ?? null,
    locked: row?.locked_until !== null,
    operations: records.map(({ operating }) => operating),
  };
}

/**
 * The invariants of orders, coupons and money over a whole database. Every message is a violation, so a test expects [].
 * Independent of the application's code: it reads rows and adds up.
 */
export async function findViolations(database: Pick<Database, 'rows'>, scope?: Scope): Promise<string[]> {
  const checks: Record<string, string> = {
    'a total that is not gross − discount + shipping − shipping discount': `
      SELECT order_id AS id FROM orders WHERE payable_minor <>
        gross_minor - discount_minor + shipping_minor - shipping_discount_minor
        OR LEAST(gross_minor, discount_minor, shipping_minor, shipping_discount_minor, payable_minor) < 0`,
    'lines that do not add up to their order': `
      SELECT o.order_id AS id FROM orders o JOIN order_line l ON l.order_id = o.order_id GROUP BY o.order_id
      HAVING SUM(l.gross_minor) <> MAX(o.gross_minor) OR SUM(l.discount_minor) <> MAX(o.discount_minor)`,
    'a line below zero or not gross − discount': `
      SELECT order_id AS id FROM order_line WHERE payable_minor <> gross_minor - discount_minor OR payable_minor < 0`,
    'shares that do not add up to their line': `
      SELECT l.order_id AS id FROM order_line l LEFT JOIN order_line_share s
        ON s.order_id = l.order_id AND s.line_no = l.line_no
      GROUP BY l.order_id, l.line_no HAVING COALESCE(SUM(s.amount_minor), 0) <> MAX(l.discount_minor)`,
    'shares that do not add up to their coupon': `
      SELECT c.order_id AS id FROM order_coupon c LEFT JOIN order_line_share s
        ON s.order_id = c.order_id AND s.coupon_id = c.coupon_id
      GROUP BY c.order_id, c.coupon_id HAVING COALESCE(SUM(s.amount_minor), 0) <> MAX(c.discount_minor)`,
    'a paid order whose coupon is not used': `
      SELECT c.coupon_id AS id FROM orders o JOIN order_coupon oc ON oc.order_id = o.order_id
        JOIN coupon c ON c.coupon_id = oc.coupon_id
      WHERE o.status = 1 AND (c.status <> 2 OR c.lock_order_no <> o.order_id)`,
    'a waiting order that does not hold its coupon': `
      SELECT c.coupon_id AS id FROM orders o JOIN order_coupon oc ON oc.order_id = o.order_id
        JOIN coupon c ON c.coupon_id = oc.coupon_id
      WHERE o.status = 0 AND (c.status <> 1 OR c.lock_order_no <> o.order_id)`,
    'a coupon that is locked or used by no order': `
      SELECT c.coupon_id AS id FROM coupon c LEFT JOIN orders o ON o.order_id = c.lock_order_no
        LEFT JOIN coupon_lock k ON k.lock_id = c.lock_order_no
      WHERE c.status = 1 AND (COALESCE(o.status, k.status) IS NULL OR COALESCE(o.status, k.status) <> 0)
        OR c.status = 2 AND (COALESCE(o.status, k.status) IS NULL OR COALESCE(o.status, k.status) NOT IN (1, 4))
        OR o.order_id = k.lock_id`,
    'an outside order that does not hold its coupon, or not as its state says': `
      SELECT k.lock_id AS id FROM coupon_lock k JOIN coupon_lock_coupon kc ON kc.lock_id = k.lock_id
        JOIN coupon c ON c.coupon_id = kc.coupon_id
      WHERE k.status IN (0, 1) AND (c.lock_order_no IS NULL OR c.lock_order_no <> k.lock_id OR c.status <> k.status + 1)
        OR k.status IN (2, 3) AND c.lock_order_no = k.lock_id`,
    'a confirmed outside order whose coupon does not stand in the ledger with all that it gave away, another whose does': `
      SELECT c.lock_id AS id FROM coupon_lock_coupon c JOIN coupon_lock k ON k.lock_id = c.lock_id
        LEFT JOIN redemption_entry e ON e.order_id = c.lock_id AND e.coupon_id = c.coupon_id
      GROUP BY c.lock_id, c.coupon_id
      HAVING COALESCE(SUM(e.amount_minor), 0) <> IF(MAX(k.status) = 1,
        MAX(c.discount_minor) + MAX(c.shipping_discount_minor) + MAX(c.gift_value_minor), 0)`,
    "a funding of an outside order that is not the merchant's share rounded down": `
      SELECT e.order_id AS id FROM redemption_entry e
        JOIN coupon_lock_coupon c ON c.lock_id = e.order_id AND c.coupon_id = e.coupon_id
      WHERE e.merchant_minor <> IF(e.merchant_id IS NULL, 0, FLOOR(e.amount_minor * c.merchant_share_bp / 10000))`,
    'a coupon that pays for two orders': `
      SELECT oc.coupon_id AS id FROM order_coupon oc JOIN orders o ON o.order_id = oc.order_id
      WHERE o.status IN (0, 1) OR o.status = 4 AND oc.restored_at IS NULL
      GROUP BY oc.coupon_id HAVING COUNT(*) > 1`,
    'a coupon whose last record is not its state': `
      SELECT c.coupon_id AS id FROM coupon c JOIN t_coupon_opt_record r ON r.coupon_id = c.coupon_id
      WHERE r.id = (SELECT MAX(id) FROM t_coupon_opt_record WHERE coupon_id = c.coupon_id)
        AND r.operating <> CASE c.status WHEN 0 THEN 2 WHEN 1 THEN 0 WHEN 2 THEN 1 ELSE c.status END`,
    'a paid order without exactly one payment of its price': `
      SELECT o.order_id AS id FROM orders o LEFT JOIN payment p ON p.payment_id = o.payment_id
      WHERE o.status IN (1, 4) AND o.payable_minor > 0
        AND (p.payment_id IS NULL OR p.status <> 2 OR p.amount_minor <> o.payable_minor OR p.order_id <> o.order_id)`,
    'money that was taken for no paid order and does not go back': `
      SELECT s.reference AS id FROM sandbox_charge s JOIN payment p ON p.payment_id = s.reference
        LEFT JOIN orders o ON o.payment_id = p.payment_id AND o.status IN (1, 4)
      WHERE p.status = 2 AND o.order_id IS NULL
        AND s.amount_minor <> (SELECT COALESCE(SUM(amount_minor), 0) FROM refund f WHERE f.payment_id = p.payment_id)`,
    'a ledger entry that is not merchant + platform': `
      SELECT redemption_entry_id AS id FROM redemption_entry WHERE amount_minor <> merchant_minor + platform_minor
        OR LEAST(amount_minor, merchant_minor, platform_minor) < 0 AND refund_id = 0
        OR GREATEST(amount_minor, merchant_minor, platform_minor) > 0 AND refund_id <> 0`,
    'a paid order whose coupon does not stand in the ledger with all that it gave away, an unpaid one whose coupon does': `
      SELECT c.order_id AS id FROM order_coupon c JOIN orders o ON o.order_id = c.order_id
        LEFT JOIN redemption_entry e ON e.order_id = c.order_id AND e.coupon_id = c.coupon_id AND e.refund_id = 0
      GROUP BY c.order_id, c.coupon_id
      HAVING COALESCE(SUM(e.amount_minor), 0) <> IF(MAX(o.status) IN (1, 4),
        MAX(c.discount_minor) + MAX(c.shipping_discount_minor) + MAX(c.gift_value_minor), 0)`,
    'a share on a line that the ledger has otherwise': `
      SELECT s.order_id AS id FROM order_line_share s JOIN orders o ON o.order_id = s.order_id AND o.status IN (1, 4)
        LEFT JOIN redemption_entry e
          ON e.order_id = s.order_id AND e.coupon_id = s.coupon_id AND e.line_no = s.line_no AND e.refund_id = 0
      WHERE e.amount_minor IS NULL OR e.amount_minor <> s.amount_minor`,
    "a funding that is not the merchant's share rounded down": `
      SELECT e.order_id AS id FROM redemption_entry e
        JOIN order_coupon c ON c.order_id = e.order_id AND c.coupon_id = e.coupon_id
      WHERE e.refund_id = 0
        AND e.merchant_minor <> IF(e.merchant_id IS NULL, 0, FLOOR(e.amount_minor * c.merchant_share_bp / 10000))`,
    'more reversed in the ledger than was given away, or by no refund of the order': `
      SELECT e.order_id AS id FROM redemption_entry e
        LEFT JOIN refund f ON f.refund_id = e.refund_id AND f.order_id = e.order_id
      GROUP BY e.order_id, e.coupon_id, e.line_no
      HAVING LEAST(SUM(e.amount_minor), SUM(e.merchant_minor), SUM(e.platform_minor)) < 0
        OR SUM(e.refund_id <> 0 AND f.refund_id IS NULL) > 0`,
    'a budget that holds another amount than its orders reserve and spend, or is overspent': `
      SELECT g.batch_id AS id FROM coupon_batch_budget g LEFT JOIN (
        SELECT c.batch_id, SUM(IF(c.status = 0, c.worth, 0)) AS reserved,
          SUM((SELECT COALESCE(SUM(e.amount_minor), 0) FROM redemption_entry e
               WHERE e.order_id = c.order_id AND e.coupon_id = c.coupon_id)) AS spent
        FROM (
          SELECT c.batch_id, c.order_id, c.coupon_id, o.status,
            c.discount_minor + c.shipping_discount_minor + c.gift_value_minor AS worth
          FROM order_coupon c JOIN orders o ON o.order_id = c.order_id WHERE c.budgeted = 1
          UNION ALL
          SELECT c.batch_id, c.lock_id, c.coupon_id, k.status,
            c.discount_minor + c.shipping_discount_minor + c.gift_value_minor
          FROM coupon_lock_coupon c JOIN coupon_lock k ON k.lock_id = c.lock_id WHERE c.budgeted = 1
        ) c GROUP BY c.batch_id
      ) t ON t.batch_id = g.batch_id
      WHERE g.reserved_minor <> COALESCE(t.reserved, 0) OR g.spent_minor <> COALESCE(t.spent, 0)
        OR g.reserved_minor + g.spent_minor > g.total_minor OR LEAST(g.reserved_minor, g.spent_minor) < 0`,
    'refunds above what was paid': `
      SELECT o.order_id AS id FROM orders o JOIN refund f ON f.order_id = o.order_id AND f.reason = 3
      GROUP BY o.order_id HAVING SUM(f.amount_minor) > MAX(o.payable_minor)`,
    'more units refunded than were ordered': `
      SELECT f.order_id AS id FROM refund f JOIN refund_line r ON r.refund_id = f.refund_id
        LEFT JOIN order_line l ON l.order_id = f.order_id AND l.line_no = r.line_no
      GROUP BY f.order_id, r.line_no HAVING SUM(r.quantity) > COALESCE(MAX(l.quantity), 0)`,
    'an order that is refunded though units are kept, or is not though none are': `
      SELECT o.order_id AS id FROM orders o WHERE o.status IN (1, 4) AND (o.status = 4) <> (
        (SELECT SUM(quantity) FROM order_line l WHERE l.order_id = o.order_id) =
        (SELECT COALESCE(SUM(r.quantity), 0) FROM refund f JOIN refund_line r ON r.refund_id = f.refund_id
         WHERE f.order_id = o.order_id))`,
    'an order that came back with its shipping, and money or a discount of it that did not': `
      SELECT o.order_id AS id FROM orders o WHERE o.status = 4
        AND (o.shipping_minor = 0 OR EXISTS (SELECT 1 FROM refund f WHERE f.order_id = o.order_id AND f.shipping_refunded = 1))
        AND (o.payable_minor <> (SELECT SUM(f.amount_minor) FROM refund f WHERE f.order_id = o.order_id AND f.reason = 3)
          OR 0 <> (SELECT COALESCE(SUM(e.amount_minor), 0) FROM redemption_entry e WHERE e.order_id = o.order_id))`,
    'a refund that is done and that the provider knows otherwise': `
      SELECT f.refund_id AS id FROM refund f JOIN payment p ON p.payment_id = f.payment_id
        LEFT JOIN sandbox_refund s ON s.reference = f.refund_id
      WHERE p.provider = 'sandbox' AND f.status = 1 AND f.amount_minor > 0 AND (s.amount_minor IS NULL OR s.amount_minor <> f.amount_minor)`,
    'more given back than was taken': `
      SELECT s.reference AS id FROM sandbox_charge s JOIN sandbox_refund f ON f.sandbox_charge_id = s.sandbox_charge_id
      GROUP BY s.sandbox_charge_id, s.reference HAVING SUM(f.amount_minor) > MAX(s.amount_minor)`,
  };
  const names = Object.keys(checks);
  const parts = Object.values(checks).map(
    (sql, at) => `SELECT ${at} AS at, CAST(id AS CHAR) AS id FROM (${sql}) part${at}`,
  );
  const found = await database.rows<{ at: number; id: string }>(
    `${scope ? within(scope) : ''} ${parts.join(' UNION ALL ')}`,
  );
  return names.flatMap((what, at) => {
    const ids = found.filter((row) => Number(row.at) === at).map(({ id }) => id);
    return ids.length > 0 ? [`${what}: ${ids.slice(0, 5)}`] : [];
  });
}

/** Whose rows are looked at; whatever else a whole database holds costs nothing then. */
export interface Scope {
  userId: number;
  orderIds: readonly string[];
  lockIds: readonly string[];
  couponIds: readonly string[];
  /** Batches of which nobody else has coupons. */
  batchIds: readonly string[];
}

/** Puts a part of each table in the place of the table: a statement that follows sees nothing else. */
function within({ userId, orderIds, lockIds, couponIds, batchIds }: Scope): string {
  const list = (ids: readonly string[]) => (ids.length > 0 ? ids.join(',') : '0');
  const orders = list(orderIds);
  const parts: Record<string, string> = {
    orders: `user_id = ${userId}`,
    coupon: `coupon_id IN (${list(couponIds)})`,
    t_coupon_opt_record: `coupon_id IN (${list(couponIds)})`,
    coupon_lock: `lock_id IN (${list(lockIds)})`,
    coupon_lock_coupon: `lock_id IN (${list(lockIds)})`,
    redemption_entry: `order_id IN (${list([...orderIds, ...lockIds])})`,
    coupon_batch_budget: `batch_id IN (${list(batchIds)})`,
    refund_line: `refund_id IN (SELECT refund_id FROM refund)`,
    sandbox_charge: `reference IN (SELECT CAST(payment_id AS CHAR) FROM payment)`,
    sandbox_refund: `sandbox_charge_id IN (SELECT sandbox_charge_id FROM sandbox_charge)`,
  };
  for (const table of ['order_line', 'order_coupon', 'order_line_share', 'payment', 'refund']) {
    parts[table] = `order_id IN (${orders})`;
  }
  // Those that ask others come after them.
  const asking = ['refund_line', 'sandbox_charge', 'sandbox_refund'];
  const tables = [...Object.keys(parts).filter((table) => !asking.includes(table)), ...asking];
  return `WITH ${tables.map((table) => `${table} AS (SELECT * FROM ${table} WHERE ${parts[table]})`).join(', ')}`;
}
