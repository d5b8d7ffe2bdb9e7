import type { Database } from '../../../src/platform/database';

/** Rows per kind: enough that a full scan costs the optimiser more than any index. */
const MANY = 10_000;
const COUPONS_PER_USER = 6;
/** Ids far from those that the application gives. */
const BASE = 700_000_000;
const USERS = 5_000;
/** A user with a thousand cancelled orders. */
export const FREQUENT_BUYER = 90_001;

/**
 * Fills the hot tables with history and with what is not due yet: coupons of many users in many batches, reminders, orders,
 * payments, refunds, promised work, keys. Nothing of it falls due while a test runs. Then the server counts it.
 */
export async function fillTables(
  database: Database,
  { ruleId, productId }: { ruleId: string; productId: string },
) {
  await database.change('CREATE TABLE numbers (n INT PRIMARY KEY)');
  await database.change('INSERT INTO numbers VALUES ?', [Array.from({ length: MANY }, (_, n) => [n])]);
  const now = new Date();
  const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
  const times = {
    ':now': now,
    ':past': days(-20),
    ':soon': days(0.01),
    ':later': days(20),
    ':from': days(-40),
  };
  const fill = (sql: string) => {
    const values: Date[] = [];
    const bound = sql.replaceAll(/:(now|past|soon|later|from)\b/g, (name) => {
      values.push(times[name as keyof typeof times]);
      return '?';
    });
    return database.change(bound, values);
  };
  // A tenth of the batches are open, the others are drafts, paused or over.
  await fill(`INSERT INTO coupon_batch (batch_id, merchant_id, coupon_name, rule_id, total_count, per_user_limit, audience_type,
      claim_from, claim_until, validity_type, valid_days, status, remind_days, created_at, updated_at)
    SELECT ${BASE} + n, 1 + n % 50, 'Filled', ${ruleId}, 100, 1, n % 5 = 0, :from, IF(n % 10 = 0, :later, :past), 1, 30,
      IF(n % 10 = 0, 1, n % 4), '[1]', :from, :from FROM numbers WHERE n < 3000`);
  await fill(`INSERT INTO coupon_batch_budget (batch_id, currency, total_minor, updated_at)
    SELECT ${BASE} + n, 'USD', 1000, :from FROM numbers WHERE n < 3000`);
  await fill(`INSERT INTO coupon_lock (lock_id, client_id, order_no, user_id, status, locked_until, created_at, updated_at)
    SELECT ${BASE} + n, 'filled', n, 1 + n % ${USERS}, n % 4, IF(n % 4 = 0, :later, NULL), :past, :past FROM numbers`);
  await fill(`INSERT INTO batch_audience_user (batch_id, user_id)
    SELECT ${BASE} + 10 * (n % 300), 1 + n FROM numbers`);
  for (let at = 0; at < COUPONS_PER_USER; at++) {
    await fill(`INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, request_key,
        created_at)
      SELECT ${BASE} + n * ${COUPONS_PER_USER} + ${at}, 1 + n, ${BASE} + (n + ${at} * 7) % 300, 1, ${at} % 4, 0, :from,
        IF(${at} % 2 = 0, :later, :past), CONCAT('filled-', n, '-', ${at}), :from FROM numbers WHERE n < ${USERS}`);
  }
  await fill(`INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by)
    SELECT coupon_id, user_id, batch_id, '2030-01-01', 1, :later, valid_until FROM coupon WHERE status = 0`);
  await fill(`INSERT INTO t_coupon_opt_record (user_id, coupon_id, operating, operated_at)
    SELECT user_id, coupon_id, 0, :past FROM coupon WHERE status > 0`);
  await fill(
    `INSERT INTO outbox (topic, payload, created_at, due_at) SELECT 'coupon.issued', '{}', :now, :soon FROM numbers`,
  );
  await fill(`INSERT INTO operation (operation_id, kind, scope, status, input, created_at)
    SELECT ${BASE} + n, 1, 'merchant:7', 1, '{}', :past FROM numbers`);
  await fill(`INSERT INTO idempotency_key (scope, idem_key, request_hash, created_at)
    SELECT CONCAT('user:', n % 500), CONCAT('filled-', n), '', :now FROM numbers`);
  await fill(`INSERT INTO audit_log (actor, action, subject, subject_id, details, created_at)
    SELECT 'x', 'x', 'coupon_batch', n, '{}', :past FROM numbers`);
  await fill(`INSERT INTO orders (order_id, user_id, status, currency, gross_minor, discount_minor, shipping_minor,
      shipping_discount_minor, gift_value_minor, payable_minor, expires_at, created_at, updated_at)
    SELECT ${BASE} + n, IF(n % 4 = 2 AND n < 4000, ${FREQUENT_BUYER}, 1 + n % ${USERS}), n % 4, 'USD', 100, 0, 0, 0, 0, 100, IF(n % 4 = 0, :later, :past), :past, :past
    FROM numbers`);
  await fill(`INSERT INTO order_line (order_id, line_no, product_id, merchant_id, category_id, sku, name, unit_price_minor,
      quantity, gross_minor, discount_minor, payable_minor)
    SELECT ${BASE} + n, 1, ${productId}, 7, 1, 'X', 'X', 100, 1, 100, 0, 100 FROM numbers`);
  await fill(`INSERT INTO order_coupon (order_id, coupon_id, batch_id, rule_id, applied_at_step, discount_minor,
      shipping_discount_minor, gift_value_minor) SELECT ${BASE} + n, ${BASE} + n, 1, 1, 0, 0, 0, 0 FROM numbers`);
  await fill(`INSERT INTO order_line_share (order_id, line_no, coupon_id, amount_minor)
    SELECT ${BASE} + n, 1, ${BASE} + n, 0 FROM numbers`);
  await fill(`INSERT INTO payment (payment_id, order_id, provider, method_token, amount_minor, currency, status,
      provider_payment_id, check_at, created_at, updated_at)
    SELECT ${BASE} + n, ${BASE} + n, 'sandbox', 'x', 100, 'USD', n % 4, CONCAT('filled-', n), IF(n % 4 < 2, :soon, NULL), :past,
      :past FROM numbers`);
  await fill(`INSERT INTO refund (refund_id, order_id, payment_id, amount_minor, currency, reason, status, check_at, created_at,
      updated_at) SELECT ${BASE} + n, ${BASE} + n, ${BASE} + n, 1, 'USD', 0, n % 3, IF(n % 3 = 0, :soon, NULL), :past, :past
    FROM numbers`);
  await fill(`INSERT INTO sandbox_charge (reference, method_token, amount_minor, currency, settles_at, callbacks_left,
      callback_at, created_at) SELECT CONCAT('filled-', n), 'x', 1, 'USD', :past, n % 2, IF(n % 2 = 1, :later, NULL), :past FROM numbers`);
  await fill(`INSERT INTO product (product_id, merchant_id, sku, name, category_id, price_minor, currency, active, created_at,
      updated_at) SELECT ${BASE} + n, 1 + n % 50, CONCAT('F', n), 'Filled', 1 + n % 200, 100, 'USD', 1, :past, :past FROM numbers`);
  await fill(`INSERT INTO rule (rule_id, family_id, version, merchant_id, name, type, currency, rule_content, frozen_at, created_at,
      updated_at) SELECT ${BASE} + n, ${BASE} + n, 1, 1 + n % 50, 'Filled', 0, 'USD', '{}', :past, :past, :past FROM numbers`);
  const tables = await database.rows<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
  );
  for (const { name } of tables) await database.rows(`ANALYZE TABLE ${name}`);
}
