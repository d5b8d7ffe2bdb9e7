-- Every statement that order sent in the integration tests. Written by "npm run sql:dump".

(SELECT 1 FROM orders FORCE INDEX (ix_orders_user_status) WHERE user_id = ? AND status IN (?) LIMIT 1)
  UNION ALL (SELECT 1 FROM coupon_lock FORCE INDEX (ix_coupon_lock_user) WHERE user_id = ? AND status IN (?) AND lock_id <> ? LIMIT 1)
  LIMIT 1;

(SELECT payment_id, order_id, provider, method_token, amount_minor, currency, status, provider_payment_id, decline_code, check_at, created_at FROM payment WHERE status = ? AND check_at <= ? ORDER BY check_at, payment_id LIMIT ?)
  UNION ALL (SELECT payment_id, order_id, provider, method_token, amount_minor, currency, status, provider_payment_id, decline_code, check_at, created_at FROM payment WHERE status = ? AND check_at <= ? ORDER BY check_at, payment_id LIMIT ?)
  ORDER BY check_at, payment_id
  LIMIT ?;

INSERT INTO coupon_lock (lock_id, client_id, order_no, user_id, status, request_hash, locked_until, closed_at, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE order_no = VALUES(order_no);

INSERT INTO coupon_lock_coupon (lock_id, coupon_id, batch_id, rule_id, merchant_id, currency, budgeted, merchant_share_bp, discount_minor, shipping_discount_minor, gift_value_minor)
  VALUES ?;

INSERT INTO coupon_lock_share (lock_id, coupon_id, line_no, part, merchant_id, amount_minor)
  VALUES ?;

INSERT INTO order_coupon (order_id, coupon_id, batch_id, rule_id, merchant_id, applied_at_step, discount_minor, shipping_discount_minor, gift_value_minor, budgeted, merchant_share_bp, restore_policy, restore_days)
  VALUES ?;

INSERT INTO order_line (order_id, line_no, product_id, merchant_id, category_id, sku, name, unit_price_minor, quantity, gross_minor, discount_minor, payable_minor, gift_coupon_id, gift_unit_value_minor)
  VALUES ?;

INSERT INTO order_line_share (order_id, line_no, coupon_id, amount_minor)
  VALUES ?;

INSERT INTO orders (order_id, user_id, status, currency, gross_minor, discount_minor, shipping_minor, shipping_discount_minor, gift_value_minor, payable_minor, shipping_code, channel, payment_method, payment_id, expires_at, created_at, paid_at, closed_at, updated_at)
  VALUES (?);

INSERT INTO payment (payment_id, order_id, provider, method_token, amount_minor, currency, status, check_at, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO redemption_entry (order_id, coupon_id, line_no, refund_id, part, batch_id, rule_id, merchant_id, currency, amount_minor, merchant_minor, platform_minor, created_at)
  SELECT c.order_id, c.coupon_id, l.line_no, 0, 2, c.batch_id, c.rule_id, l.merchant_id, o.currency, l.gift_unit_value_minor * l.quantity, l.gift_unit_value_minor * l.quantity * c.merchant_share_bp DIV 10000, l.gift_unit_value_minor * l.quantity - l.gift_unit_value_minor * l.quantity * c.merchant_share_bp DIV 10000, ?
  FROM orders o STRAIGHT_JOIN order_coupon c ON c.order_id = o.order_id STRAIGHT_JOIN order_line l ON l.order_id = c.order_id AND l.gift_coupon_id = c.coupon_id
  WHERE o.order_id IN (?) AND l.gift_unit_value_minor > 0;

INSERT INTO redemption_entry (order_id, coupon_id, line_no, refund_id, part, batch_id, rule_id, merchant_id, currency, amount_minor, merchant_minor, platform_minor, created_at)
  SELECT c.order_id, c.coupon_id, s.line_no, 0, 0, c.batch_id, c.rule_id, l.merchant_id, o.currency, s.amount_minor, s.amount_minor * c.merchant_share_bp DIV 10000, s.amount_minor - s.amount_minor * c.merchant_share_bp DIV 10000, ?
  FROM orders o STRAIGHT_JOIN order_coupon c ON c.order_id = o.order_id STRAIGHT_JOIN order_line_share s ON s.order_id = c.order_id AND s.coupon_id = c.coupon_id STRAIGHT_JOIN order_line l ON l.order_id = s.order_id AND l.line_no = s.line_no
  WHERE o.order_id IN (?);

INSERT INTO redemption_entry (order_id, coupon_id, line_no, refund_id, part, batch_id, rule_id, merchant_id, currency, amount_minor, merchant_minor, platform_minor, created_at)
  SELECT e.lock_id, e.coupon_id, e.line_no, 0, e.part, e.batch_id, e.rule_id, e.merchant_id, e.currency, e.amount_minor, e.merchant_minor, e.amount_minor - e.merchant_minor, ?
  FROM (SELECT c.lock_id, c.coupon_id, s.line_no, s.part, c.batch_id, c.rule_id, s.merchant_id, c.currency, s.amount_minor, IF(s.merchant_id IS NULL, 0, s.amount_minor * c.merchant_share_bp DIV 10000) AS merchant_minor FROM coupon_lock_coupon c JOIN coupon_lock_share s ON s.lock_id = c.lock_id AND s.coupon_id = c.coupon_id WHERE c.lock_id = ?) e
  ORDER BY e.coupon_id, e.line_no;

INSERT INTO redemption_entry (order_id, coupon_id, line_no, refund_id, part, batch_id, rule_id, merchant_id, currency, amount_minor, merchant_minor, platform_minor, created_at)
  VALUES ?;

INSERT INTO refund (refund_id, order_id, payment_id, amount_minor, currency, reason, status, check_at, created_at, updated_at, shipping_refunded, gift_charge_minor)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO refund_line (refund_id, line_no, quantity)
  VALUES ?;

INSERT INTO shopper (user_id)
  VALUES (?)
  ON DUPLICATE KEY UPDATE user_id = VALUES(user_id);

SELECT *
  FROM order_coupon
  WHERE order_id = ?
  ORDER BY applied_at_step;

SELECT *
  FROM order_coupon
  WHERE order_id = ?
  ORDER BY coupon_id;

SELECT *
  FROM order_line
  WHERE order_id = ?
  ORDER BY line_no;

SELECT coupon_id AS couponId, batch_id AS batchId, rule_id AS ruleId, merchant_id AS merchantId, currency, budgeted, merchant_share_bp AS merchantShareBp, discount_minor AS discountMinor, shipping_discount_minor AS shippingDiscountMinor, gift_value_minor AS giftValueMinor
  FROM coupon_lock_coupon
  WHERE lock_id = ?
  ORDER BY coupon_id;

SELECT coupon_id AS couponId, line_no AS lineNo, MAX(part) AS part, MAX(batch_id) AS batchId, MAX(rule_id) AS ruleId, MAX(merchant_id) AS merchantId, SUM(IF(refund_id = 0, amount_minor, 0)) AS amountMinor, SUM(IF(refund_id = 0, 0, -amount_minor)) AS reversedMinor
  FROM redemption_entry
  WHERE order_id = ?
  GROUP BY coupon_id, line_no
  ORDER BY coupon_id, line_no;

SELECT coupon_id, line_no, amount_minor
  FROM order_line_share
  WHERE order_id = ?
  ORDER BY line_no;

SELECT l.refund_id AS refundId, l.line_no AS lineNo, l.quantity
  FROM refund f
  JOIN refund_line l ON l.refund_id = f.refund_id
  WHERE f.order_id = ?
  ORDER BY l.refund_id, l.line_no;

SELECT lock_id AS lockId, client_id AS clientId, order_no AS orderNo, user_id AS userId, status, request_hash AS requestHash, answer, locked_until AS lockedUntil, confirmed_at AS confirmedAt, closed_at AS closedAt, created_at AS createdAt
  FROM coupon_lock
  WHERE client_id = ? AND order_no = ?;

SELECT lock_id AS lockId, client_id AS clientId, order_no AS orderNo, user_id AS userId, status, request_hash AS requestHash, answer, locked_until AS lockedUntil, confirmed_at AS confirmedAt, closed_at AS closedAt, created_at AS createdAt
  FROM coupon_lock
  WHERE client_id = ? AND order_no = ?
  FOR UPDATE;

SELECT lock_id AS lockId, client_id AS clientId, order_no AS orderNo, user_id AS userId, status, request_hash AS requestHash, answer, locked_until AS lockedUntil, confirmed_at AS confirmedAt, closed_at AS closedAt, created_at AS createdAt
  FROM coupon_lock
  WHERE lock_id = ?
  FOR UPDATE SKIP LOCKED;

SELECT lock_id AS lockId, locked_until AS lockedUntil
  FROM coupon_lock
  WHERE status = 0 AND locked_until <= ?
  ORDER BY locked_until, lock_id
  LIMIT ?;

SELECT order_id AS orderId, expires_at AS expiresAt
  FROM orders
  WHERE status = 0 AND expires_at <= ?
  ORDER BY expires_at, order_id
  LIMIT ?;

SELECT order_id, user_id, status, currency, gross_minor, discount_minor, shipping_minor, shipping_discount_minor, gift_value_minor, payable_minor, shipping_code, channel, payment_method, payment_id, expires_at, created_at, paid_at, closed_at
  FROM orders
  WHERE order_id = ?;

SELECT order_id, user_id, status, currency, gross_minor, discount_minor, shipping_minor, shipping_discount_minor, gift_value_minor, payable_minor, shipping_code, channel, payment_method, payment_id, expires_at, created_at, paid_at, closed_at
  FROM orders
  WHERE order_id = ?
  FOR UPDATE;

SELECT order_id, user_id, status, currency, gross_minor, discount_minor, shipping_minor, shipping_discount_minor, gift_value_minor, payable_minor, shipping_code, channel, payment_method, payment_id, expires_at, created_at, paid_at, closed_at
  FROM orders
  WHERE user_id = ? AND created_at <= ? AND (created_at < ? OR order_id < ?)
  ORDER BY created_at DESC, order_id DESC
  LIMIT ?;

SELECT order_id, user_id, status, currency, gross_minor, discount_minor, shipping_minor, shipping_discount_minor, gift_value_minor, payable_minor, shipping_code, channel, payment_method, payment_id, expires_at, created_at, paid_at, closed_at
  FROM orders
  WHERE user_id = ?
  ORDER BY created_at DESC, order_id DESC
  LIMIT ?;

SELECT payment_id, order_id, provider, method_token, amount_minor, currency, status, provider_payment_id, decline_code, check_at, created_at
  FROM payment
  WHERE order_id = ?
  ORDER BY payment_id;

SELECT payment_id, order_id, provider, method_token, amount_minor, currency, status, provider_payment_id, decline_code, check_at, created_at
  FROM payment
  WHERE payment_id = ?;

SELECT refund_id AS refundId, coupon_id AS couponId, line_no AS lineNo, part, -amount_minor AS amountMinor
  FROM redemption_entry
  WHERE order_id = ? AND refund_id <> 0
  ORDER BY refund_id, coupon_id, line_no;

SELECT refund_id, order_id, payment_id, amount_minor, currency, reason, status, check_at, attempts, created_at, shipping_refunded, gift_charge_minor, failure
  FROM refund
  WHERE order_id = ?
  ORDER BY refund_id;

SELECT refund_id, order_id, payment_id, amount_minor, currency, reason, status, check_at, attempts, created_at, shipping_refunded, gift_charge_minor, failure
  FROM refund
  WHERE refund_id = ?;

SELECT refund_id, order_id, payment_id, amount_minor, currency, reason, status, check_at, attempts, created_at, shipping_refunded, gift_charge_minor, failure
  FROM refund
  WHERE status = 0 AND check_at <= ?
  ORDER BY check_at, refund_id
  LIMIT ?;

UPDATE coupon_lock FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, closed_at = ?
  WHERE lock_id IN (?) AND status IN (?);

UPDATE coupon_lock FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, confirmed_at = ?, closed_at = ?
  WHERE lock_id IN (?) AND status IN (?);

UPDATE coupon_lock
  SET answer = ?
  WHERE lock_id = ?;

UPDATE order_coupon
  SET restored_at = ?
  WHERE order_id = ? AND coupon_id IN (?);

UPDATE orders FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?
  WHERE order_id IN (?) AND status IN (?);

UPDATE orders FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, closed_at = ?
  WHERE order_id IN (?) AND status IN (?);

UPDATE orders FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, payment_id = ?, paid_at = ?, closed_at = ?
  WHERE order_id IN (?) AND status IN (?);

UPDATE orders FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, payment_id = CASE order_id WHEN ? THEN ? END, paid_at = ?, closed_at = ?
  WHERE order_id IN (?) AND status IN (?);

UPDATE payment FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, provider_payment_id = ?, check_at = ?
  WHERE payment_id IN (?) AND status IN (?);

UPDATE payment FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, provider_payment_id = ?, decline_code = ?, check_at = ?
  WHERE payment_id IN (?) AND status IN (?);

UPDATE payment FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, provider_payment_id = CASE payment_id WHEN ? THEN ? END, decline_code = ?, check_at = ?
  WHERE payment_id IN (?) AND status IN (?);

UPDATE payment
  SET check_at = ?
  WHERE payment_id = ? AND check_at = ?;

UPDATE payment
  SET check_at = ?
  WHERE status = ? AND check_at > ?
  ORDER BY check_at, payment_id
  LIMIT ?;

UPDATE refund FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, check_at = ?
  WHERE refund_id IN (?) AND status IN (?);

UPDATE refund FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, check_at = ?, attempts = ?
  WHERE refund_id IN (?) AND status IN (?);

UPDATE refund FORCE INDEX (PRIMARY)
  SET status = ?, updated_at = ?, provider_refund_id = ?, check_at = ?
  WHERE refund_id IN (?) AND status IN (?);

UPDATE refund
  SET check_at = ?
  WHERE status = 0 AND check_at > ?
  ORDER BY check_at, refund_id
  LIMIT ?;

UPDATE refund
  SET check_at = ?, attempts = attempts + 1
  WHERE refund_id = ? AND status = ? AND check_at = ?;

UPDATE refund
  SET failure = COALESCE(?, failure), check_at = ?
  WHERE refund_id = ? AND status = ?;
