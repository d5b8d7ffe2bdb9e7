import { ConfirmPaidOrders } from '../../src/modules/order/application/payments/confirm-paid-orders';
import { startApi, type TestApi } from '../support/api';
import { newBatch, newRule } from '../support/builders';
import { newCoupon, newOffer, newProducts } from '../support/checkout';
import { startWorker } from '../support/servers/worker';
import { explain, findScans, type PlanStep } from '../support/statements/explain';
import { FREQUENT_BUYER, fillTables } from '../support/statements/fill-tables';
import { recordStatements } from '../support/statements/record-statements';
import { merchantToken, userToken } from '../support/tokens';
import { until } from '../support/until';

jest.setTimeout(120_000);

interface ExpectedPlan {
  query: string;
  /** Tells its statement from all others. */
  sql: RegExp;
  /** The index of every table, by its name or alias in the statement. */
  keys: Record<string, string>;
}

/** The hot queries, and those that run again and again in the background: each with the index that it must use. */
const EXPECTED: ExpectedPlan[] = [
  // Getting a coupon
  {
    query: 'terms of a batch',
    sql: /^SELECT\s+b\.batch_id.*r\.currency FROM coupon_batch b .*JOIN rule r .* WHERE b\.batch_id = '?\d+'?$/s,
    keys: { b: 'PRIMARY', g: 'PRIMARY', r: 'PRIMARY' },
  },
  {
    query: 'what the users of a flush hold',
    sql: /^SELECT coupon_id.* FROM coupon FORCE INDEX \(uq_coupon_holder\) WHERE batch_id = '?\d+'? AND user_id IN \('?\d+'?, /s,
    keys: { coupon: 'uq_coupon_holder' },
  },
  {
    query: 'what request keys have got, several users at once',
    sql: /FROM coupon FORCE INDEX \(uq_coupon_request\).* OR /s,
    keys: { coupon: 'uq_coupon_request' },
  },
  {
    query: 'who is on the list of a batch',
    sql: /^SELECT user_id FROM batch_audience_user/,
    keys: { batch_audience_user: 'PRIMARY' },
  },
  {
    query: 'taking stock',
    sql: /^UPDATE coupon_batch\s+SET assign_count = IF\(version = /,
    keys: { coupon_batch: 'PRIMARY' },
  },
  {
    query: 'the terms of a batch without a limit, confirmed',
    sql: /^SELECT 1 FROM coupon_batch .* LOCK IN SHARE MODE$/s,
    keys: { coupon_batch: 'PRIMARY' },
  },
  {
    query: 'stock for the gate',
    sql: /^SELECT batch_id, total_count.* FROM coupon_batch WHERE batch_id = /s,
    keys: { coupon_batch: 'PRIMARY' },
  },
  {
    query: 'scan of the gates of open batches',
    sql: /^SELECT batch_id, total_count.* FROM coupon_batch WHERE status = /s,
    keys: { coupon_batch: 'ix_batch_centre' },
  },
  {
    query: 'count of a batch without a limit',
    sql: /^UPDATE coupon_batch SET assign_count = assign_count \+/,
    keys: { coupon_batch: 'PRIMARY' },
  },
  // Coupon centre, my coupons, checkout
  {
    query: 'coupon centre',
    sql: /^SELECT\s+b\.batch_id.*EXISTS \(SELECT 1 FROM batch_audience_user u.*ORDER BY b\.claim_until, b\.batch_id LIMIT/s,
    keys: { b: 'ix_batch_centre', g: 'PRIMARY', r: 'PRIMARY', u: 'PRIMARY' },
  },
  {
    query: 'what I hold of the batches in the coupon centre',
    sql: /^SELECT batch_id AS batchId, COUNT\(\*\) AS held/,
    keys: { coupon: 'uq_coupon_holder' },
  },
  {
    query: 'my available coupons',
    sql: /^SELECT coupon_id, batch_id, status.*AND valid_until > '[^']+'\s+ORDER BY valid_until, coupon_id/s,
    keys: { coupon: 'ix_coupon_user' },
  },
  {
    query: 'my available coupons, a page further on',
    sql: /^SELECT coupon_id, batch_id, status.*\(valid_until > .*ORDER BY valid_until, coupon_id/s,
    keys: { coupon: 'ix_coupon_user' },
  },
  {
    query: 'my used coupons',
    sql: /^SELECT coupon_id, batch_id, status.*ORDER BY valid_until DESC, coupon_id DESC LIMIT \d+$/s,
    keys: { coupon: 'ix_coupon_user' },
  },
  {
    query: 'my expired coupons',
    sql: /^\(SELECT coupon_id, batch_id, status.*UNION ALL/s,
    keys: { coupon: 'ix_coupon_user' },
  },
  {
    query: 'usable coupons of a quote',
    sql: /^SELECT coupon_id AS couponId, batch_id AS batchId, valid_from.*ORDER BY valid_until, coupon_id LIMIT 1000/s,
    keys: { coupon: 'ix_coupon_user' },
  },
  // Changing coupons
  {
    query: 'locking coupons in order',
    sql: /FROM coupon FORCE INDEX \(PRIMARY\) WHERE coupon_id IN .* FOR UPDATE$/s,
    keys: { coupon: 'PRIMARY' },
  },
  {
    query: 'changing coupons',
    sql: /^UPDATE coupon FORCE INDEX \(PRIMARY\) SET status/,
    keys: { coupon: 'PRIMARY' },
  },
  {
    query: 'a page of a batch to revoke',
    sql: /FROM coupon FORCE INDEX \(uq_coupon_holder\)\s+WHERE batch_id = .* ORDER BY user_id, claim_no LIMIT/s,
    keys: { coupon: 'uq_coupon_holder' },
  },
  // Outbox, operations, keys
  {
    query: 'scan of the outbox',
    sql: /^SELECT outbox_id, topic, handler, tries FROM outbox WHERE due_at .* FOR UPDATE SKIP LOCKED$/s,
    keys: { outbox: 'ix_outbox_due' },
  },
  { query: 'marking outbox rows as queued', sql: /^UPDATE outbox SET tries/, keys: { outbox: 'PRIMARY' } },
  { query: 'an outbox row done', sql: /^DELETE FROM outbox WHERE/, keys: { outbox: 'PRIMARY' } },
  { query: 'an operation', sql: /^SELECT \* FROM operation WHERE/, keys: { operation: 'PRIMARY' } },
  { query: 'an operation done', sql: /^UPDATE operation SET status/, keys: { operation: 'PRIMARY' } },
  {
    query: 'an idempotency key that comes again',
    sql: /^SELECT idempotency_key_id AS id, request_hash, response FROM idempotency_key/,
    keys: { idempotency_key: 'uq_idempotency_scope_key' },
  },
  {
    query: 'purge of idempotency keys',
    sql: /^DELETE FROM idempotency_key/,
    keys: { idempotency_key: 'ix_idempotency_created' },
  },
  {
    query: 'purge of operations',
    sql: /^DELETE FROM operation WHERE/,
    keys: { operation: 'ix_operation_finished' },
  },
  {
    query: 'purge of lines that imports left out',
    sql: /^DELETE FROM audience_import_reject WHERE/,
    keys: { audience_import_reject: 'ix_audience_import_reject_created' },
  },
  {
    query: 'outbox rows that a wrong clock put far away',
    sql: /^UPDATE outbox SET due_at = .* WHERE due_at > /,
    keys: { outbox: 'ix_outbox_due' },
  },
  {
    query: 'checks of payments that a wrong clock put far away',
    sql: /^UPDATE payment SET check_at = .* WHERE status = /,
    keys: { payment: 'ix_payment_due' },
  },
  {
    query: 'refunds that a wrong clock put far away',
    sql: /^UPDATE refund SET check_at = .* WHERE status = /,
    keys: { refund: 'ix_refund_due' },
  },
  // Orders and money
  {
    query: 'whether it is the first order',
    sql: /^\(SELECT 1 FROM orders FORCE INDEX \(ix_orders_user_status\) WHERE user_id = .* AND status IN/,
    keys: { orders: 'ix_orders_user_status', coupon_lock: 'ix_coupon_lock_user' },
  },
  {
    query: 'locking an order',
    sql: /^SELECT order_id.* FROM orders WHERE order_id = .* FOR UPDATE$/s,
    keys: { orders: 'PRIMARY' },
  },
  {
    query: 'orders that are paid',
    sql: /^UPDATE orders .* SET status = 1, .* WHERE order_id IN \('\d+', /s,
    keys: { orders: 'PRIMARY' },
  },
  {
    query: 'payments that succeeded',
    sql: /^UPDATE payment .* SET status = 2, .* WHERE payment_id IN \('\d+', /s,
    keys: { payment: 'PRIMARY' },
  },
  {
    query: 'the ledger of orders that are paid',
    sql: /^INSERT INTO redemption_entry .*o\.currency/s,
    keys: { o: 'PRIMARY', c: 'PRIMARY', s: 'PRIMARY', l: 'PRIMARY' },
  },
  {
    query: 'my orders',
    sql: /^SELECT order_id.* FROM orders WHERE user_id = .*ORDER BY created_at DESC, order_id DESC/s,
    keys: { orders: 'ix_orders_user' },
  },
  { query: 'lines of an order', sql: /^SELECT \* FROM order_line WHERE/, keys: { order_line: 'PRIMARY' } },
  {
    query: 'coupons of an order to release',
    sql: /^SELECT \* FROM order_coupon WHERE order_id = .* ORDER BY coupon_id/,
    keys: { order_coupon: 'PRIMARY' },
  },
  {
    query: 'payments of an order',
    sql: /^SELECT payment_id.* FROM payment WHERE order_id = /s,
    keys: { payment: 'ix_payment_order' },
  },
  {
    query: 'refunds of an order',
    sql: /^SELECT refund_id.* FROM refund WHERE order_id = /s,
    keys: { refund: 'ix_refund_order' },
  },
  {
    query: 'scan of orders whose time to pay is over',
    sql: /^SELECT order_id AS orderId, expires_at AS expiresAt FROM orders/,
    keys: { orders: 'ix_orders_due' },
  },
  {
    query: 'scan of open payments',
    sql: /^\(SELECT payment_id.*UNION ALL/s,
    keys: { payment: 'ix_payment_due' },
  },
  {
    query: 'scan of due refunds',
    sql: /^SELECT refund_id.* FROM refund WHERE status = .*ORDER BY check_at, refund_id/s,
    keys: { refund: 'ix_refund_due' },
  },
];

let api: TestApi;
let statements: ReadonlySet<string>;

/** Uses everything once, on full tables, and records what reached the server. */
beforeAll(async () => {
  api = await startApi({ DUE_SCAN_SECONDS: '1', GATE_SCAN_SECONDS: '1' });
  const ruleId = await newRule(api.database);
  const { MUG } = await newProducts(api, [{ sku: 'MUG', priceMinor: 20_000 }]);
  await fillTables(api.database, { ruleId, productId: MUG! });
  const recorder = recordStatements();
  const worker = await startWorker();
  try {
    await useEverything(MUG!, ruleId);
    await until('the background scans have run', () =>
      EXPECTED.every(({ sql }) => [...recorder.statements].some((statement) => sql.test(statement))),
    ).catch(() => undefined);
  } finally {
    recorder.stop();
    await worker.close();
  }
  statements = recorder.statements;
});
afterAll(() => api.stop());

async function useEverything(productId: string, ruleId: string): Promise<void> {
  const user = { token: userToken(42) };
  const merchant = { token: merchantToken() };
  const claim = (batchId: string, userId: number, key?: string) =>
    api.call('POST', `/v1/batches/${batchId}/claims`, {
      token: userToken(userId),
      headers: key ? { 'idempotency-key': key } : {},
    });
  const several = await newBatch(api.database, { ruleId, perUserLimit: 3 });
  await Promise.all([1, 2, 3, 4].map((userId) => claim(several.batchId, userId, 'a-key')));
  const listed = await newBatch(api.database, { ruleId, audienceType: 1 });
  await api.database.change('INSERT INTO batch_audience_user (batch_id, user_id) VALUES (?, 1)', [
    listed.batchId,
  ]);
  await claim(listed.batchId, 1);
  const unlimited = await newBatch(api.database, { ruleId, totalCount: null });
  await claim(unlimited.batchId, 42);

  await api.call('GET', '/v1/batches?claimable=true', user);
  for (const status of ['available', 'used', 'expired']) {
    await api.call('GET', `/v1/me/coupons?status=${status}`, user);
  }
  const first = await api.call('GET', '/v1/me/coupons?status=available&limit=1', user);
  await api.call('GET', `/v1/me/coupons?status=available&limit=1&cursor=${first.body.nextCursor}`, user);

  const issued = await api.call('POST', `/v1/batches/${several.batchId}/issues`, {
    ...merchant,
    body: { userIds: ['51', '52'] },
    headers: { 'idempotency-key': 'issue' },
  });
  await api.call('POST', `/v1/coupons/${issued.body.results[0].couponId}/revocations`, merchant);
  await api.call('POST', `/v1/batches/${several.batchId}/pause`, merchant);
  await api.call('POST', `/v1/batches/${several.batchId}/revocations`, merchant);

  const buyer = { token: userToken(FREQUENT_BUYER) };
  const content = { amountMinor: 100, conditions: { firstOrder: true } };
  const welcome = await newOffer(api.database, { content });
  const couponId = await newCoupon(api.database, { batchId: welcome, userId: FREQUENT_BUYER });
  const items = [{ productId, quantity: 1 }];
  await api.call('POST', '/v1/checkout/quotes', { ...buyer, body: { items } });
  const order = await api.call('POST', '/v1/orders', { ...buyer, body: { items, couponIds: [couponId] } });
  await api.call('GET', `/v1/orders/${order.body.orderId}`, buyer);
  await api.call('GET', '/v1/orders', buyer);
  await api.call('POST', `/v1/orders/${order.body.orderId}/cancel`, buyer);
  const paid = await api.call('POST', '/v1/orders', { ...buyer, body: { items, couponIds: [couponId] } });
  await api.call('POST', `/v1/orders/${paid.body.orderId}/payments`, {
    ...buyer,
    body: { methodToken: 'sandbox_ok' },
  });
  // A group: of orders that there are not, so it changes nothing.
  await Promise.all(
    Array.from({ length: 64 }, (_, at) => {
      const id = String(8_000_000_000 + at);
      const order = { orderId: id, userId: '42', coupons: [] };
      return api.app.get(ConfirmPaidOrders).execute({ order, paymentId: id, providerPaymentId: id });
    }),
  );
}

test.each(EXPECTED)('$query: $keys', async ({ sql, keys }) => {
  const found = [...statements].filter((statement) => sql.test(statement));
  expect(found).not.toEqual([]);
  let steps: PlanStep[] = [];
  // A server plans nothing where a key is not there.
  for (const statement of found) {
    // MySQL's plan of an INSERT … SELECT names its target as well.
    const reading = statement.replace(/^INSERT INTO \w+ \([^)]*\)\s*(?=SELECT)/, '');
    if (steps.length === 0) steps = await explain(api.database, reading);
  }
  expect(Object.fromEntries(steps.map(({ table, key }) => [table, key]))).toEqual(keys);
  for (const { type, Extra } of steps) {
    expect(type).not.toMatch(/^(ALL|index)$/);
    expect(Extra ?? '').not.toMatch(/filesort|temporary/);
  }
});

test('no other statement of theirs reads a large table from end to end', async () => {
  const bad: string[] = [];
  for (const statement of statements) {
    if (!/^\(?(SELECT|UPDATE|DELETE)\b/i.test(statement)) continue;
    const scans = findScans(await explain(api.database, statement));
    if (scans.length > 0) bad.push(`${scans.join(', ')}: ${statement}`);
  }
  expect(bad).toEqual([]);
});
