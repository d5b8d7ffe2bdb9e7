-- Every statement that notify sent in the integration tests. Written by "npm run sql:dump".

(SELECT inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId, code_serial AS codeSerial, created_at AS createdAt, read_at AS readAt FROM notify_inbox FORCE INDEX (PRIMARY) WHERE user_id = ? AND inbox_id < ? ORDER BY inbox_id DESC LIMIT ?)
  UNION ALL (SELECT inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId, code_serial AS codeSerial, created_at AS createdAt, read_at AS readAt FROM notify_inbox FORCE INDEX (PRIMARY) WHERE user_id = ? AND inbox_id < ? ORDER BY inbox_id DESC LIMIT ?)
  ORDER BY inboxId DESC
  LIMIT ?;

(SELECT inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId, code_serial AS codeSerial, created_at AS createdAt, read_at AS readAt FROM notify_inbox FORCE INDEX (PRIMARY) WHERE user_id = ? ORDER BY inbox_id DESC LIMIT ?)
  UNION ALL (SELECT inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId, code_serial AS codeSerial, created_at AS createdAt, read_at AS readAt FROM notify_inbox FORCE INDEX (PRIMARY) WHERE user_id = ? ORDER BY inbox_id DESC LIMIT ?)
  ORDER BY inboxId DESC
  LIMIT ?;

(SELECT inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId, created_at AS createdAt, read_at AS readAt FROM notify_inbox FORCE INDEX (PRIMARY) WHERE user_id = ? AND inbox_id < ? ORDER BY inbox_id DESC LIMIT ?)
  UNION ALL (SELECT inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId, created_at AS createdAt, read_at AS readAt FROM notify_inbox FORCE INDEX (PRIMARY) WHERE user_id = ? AND inbox_id < ? ORDER BY inbox_id DESC LIMIT ?)
  ORDER BY inboxId DESC
  LIMIT ?;

(SELECT inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId, created_at AS createdAt, read_at AS readAt FROM notify_inbox FORCE INDEX (PRIMARY) WHERE user_id = ? ORDER BY inbox_id DESC LIMIT ?)
  UNION ALL (SELECT inbox_id AS inboxId, user_id AS userId, message_id AS messageId, coupon_id AS couponId, created_at AS createdAt, read_at AS readAt FROM notify_inbox FORCE INDEX (PRIMARY) WHERE user_id = ? ORDER BY inbox_id DESC LIMIT ?)
  ORDER BY inboxId DESC
  LIMIT ?;

DELETE
  FROM notify_delivery
  WHERE delivery_id IN (?) AND status = ?;

DELETE
  FROM notify_inbox
  WHERE (user_id, inbox_id) IN (?);

DELETE
  FROM notify_individually_read
  WHERE user_id = ? AND inbox_id <= ?;

DELETE
  FROM t_notify_msg
  WHERE status = ? AND notif_time < ?
  ORDER BY notif_time
  LIMIT ?;

INSERT INTO notify_delivery (message_id, user_id, channel, due_at, created_at, updated_at)
  VALUES ?;

INSERT INTO notify_delivery (message_id, user_id, code_serial, channel, due_at, created_at, updated_at)
  VALUES ?;

INSERT INTO notify_inbox (user_id, message_id, coupon_id, code_serial, created_at)
  VALUES ?;

INSERT INTO notify_inbox (user_id, message_id, coupon_id, created_at)
  SELECT r.user_id, ?, NULL, ?
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE TRUE AND u.user_id > ? AND u.user_id <= ?) r
  JOIN (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s ON s.user_id = r.user_id
  ORDER BY r.user_id;

INSERT INTO notify_inbox (user_id, message_id, coupon_id, created_at)
  SELECT r.user_id, ?, NULL, ?
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.opted_out = 0 AND u.last_active_at >= ? AND u.user_id > ? AND u.user_id <= ?) r
  JOIN (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND m.user_id <= ?) s ON s.user_id = r.user_id
  ORDER BY r.user_id;

INSERT INTO notify_inbox (user_id, message_id, coupon_id, created_at)
  SELECT r.user_id, ?, NULL, ?
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.opted_out = 0 AND u.last_active_at >= ? AND u.user_id > ? AND u.user_id <= ?) r
  ORDER BY r.user_id;

INSERT INTO notify_inbox (user_id, message_id, coupon_id, created_at)
  SELECT r.user_id, ?, NULL, ?
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.opted_out = 0 AND u.user_id > ? AND u.user_id <= ?) r
  JOIN (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s ON s.user_id = r.user_id
  ORDER BY r.user_id;

INSERT INTO notify_inbox (user_id, message_id, coupon_id, created_at)
  SELECT r.user_id, ?, s.coupon_id, ?
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.opted_out = 0 AND u.last_active_at >= ? AND u.user_id > ? AND u.user_id <= ?) r
  JOIN (SELECT user_id, MIN(coupon_id) AS coupon_id FROM coupon FORCE INDEX (PRIMARY) WHERE coupon_id >= ? AND coupon_id < ? GROUP BY user_id) s ON s.user_id = r.user_id
  ORDER BY r.user_id;

INSERT INTO notify_inbox (user_id, message_id, coupon_id, created_at)
  VALUES ?;

INSERT INTO notify_inbox (user_id, message_id, created_at)
  VALUES (?, ?, ?);

INSERT INTO notify_individually_read (user_id, inbox_id)
  VALUES (?, ?)
  ON DUPLICATE KEY UPDATE inbox_id = inbox_id;

INSERT INTO notify_message (message_id, merchant_id, template_id, code_batch_id, source_key, transactional, default_locale, to_everyone, audience, status, created_at)
  VALUES (?);

INSERT INTO notify_message (message_id, merchant_id, template_id, source_key, transactional, default_locale, to_everyone, audience, status, created_at)
  VALUES (?);

INSERT INTO notify_message_text (message_id, locale, title, body, email_subject, email_text, email_html, sms_text)
  VALUES ?;

INSERT INTO notify_template (template_id, merchant_id, name, transactional, default_locale, variables, texts, created_at)
  VALUES (?);

INSERT INTO notify_watermark (user_id, read_until)
  VALUES (?, ?)
  ON DUPLICATE KEY UPDATE read_until = GREATEST(read_until, VALUES(read_until));

INSERT INTO notify_watermark (user_id, read_until)
  VALUES (?, ?)
  ON DUPLICATE KEY UPDATE read_until = read_until;

INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by)
  SELECT c.coupon_id, c.user_id, ?, ?, ?, ?, ?
  FROM (SELECT MIN(coupon_id) AS coupon_id, user_id FROM coupon FORCE INDEX (PRIMARY) WHERE coupon_id >= ? AND coupon_id < ? AND batch_id = ? GROUP BY user_id) c
  ORDER BY c.user_id
  ON DUPLICATE KEY UPDATE ends_by = CASE t_notify_msg.status WHEN 3 THEN VALUES(ends_by) ELSE GREATEST(t_notify_msg.ends_by, VALUES(ends_by)) END, notif_time = CASE t_notify_msg.status WHEN 3 THEN VALUES(notif_time) WHEN 0 THEN LEAST(t_notify_msg.notif_time, VALUES(notif_time)) ELSE t_notify_msg.notif_time END, attempts = IF(t_notify_msg.status = 3, 0, t_notify_msg.attempts), status = IF(t_notify_msg.status = 3, 0, t_notify_msg.status);

INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by)
  SELECT c.coupon_id, c.user_id, ?, ?, ?, ?, ?
  FROM (SELECT coupon_id AS coupon_id, user_id FROM coupon FORCE INDEX (PRIMARY) WHERE coupon_id >= ? AND coupon_id < ? AND batch_id = ?) c
  ORDER BY c.user_id
  ON DUPLICATE KEY UPDATE ends_by = CASE t_notify_msg.status WHEN 3 THEN VALUES(ends_by) ELSE GREATEST(t_notify_msg.ends_by, VALUES(ends_by)) END, notif_time = CASE t_notify_msg.status WHEN 3 THEN VALUES(notif_time) WHEN 0 THEN LEAST(t_notify_msg.notif_time, VALUES(notif_time)) ELSE t_notify_msg.notif_time END, attempts = IF(t_notify_msg.status = 3, 0, t_notify_msg.attempts), status = IF(t_notify_msg.status = 3, 0, t_notify_msg.status);

INSERT INTO t_notify_msg (coupon_id, user_id, batch_id, notify_day, notify_type, notif_time, ends_by)
  VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE ends_by = CASE t_notify_msg.status WHEN 3 THEN VALUES(ends_by) ELSE GREATEST(t_notify_msg.ends_by, VALUES(ends_by)) END, notif_time = CASE t_notify_msg.status WHEN 3 THEN VALUES(notif_time) WHEN 0 THEN LEAST(t_notify_msg.notif_time, VALUES(notif_time)) ELSE t_notify_msg.notif_time END, attempts = IF(t_notify_msg.status = 3, 0, t_notify_msg.attempts), status = IF(t_notify_msg.status = 3, 0, t_notify_msg.status);

SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM notify_inbox FORCE INDEX (PRIMARY) WHERE user_id = ? AND read_at IS NULL LIMIT ?) o) AS own, (SELECT COUNT(*) FROM (SELECT 1 FROM notify_inbox i FORCE INDEX (PRIMARY) LEFT JOIN notify_individually_read a ON a.user_id = ? AND a.inbox_id = i.inbox_id WHERE i.user_id = 0 AND a.inbox_id IS NULL AND i.inbox_id > COALESCE((SELECT read_until FROM notify_watermark WHERE user_id = ?), 0) LIMIT ?) c) AS common;

SELECT 1
  FROM notify_inbox
  WHERE user_id = 0 AND inbox_id = ?;

SELECT COUNT(*) AS due, COUNT(DISTINCT user_id) AS users
  FROM t_notify_msg FORCE INDEX (ix_notify_time)
  WHERE status = 0 AND notif_time < ? AND (attempts = 0 OR notif_time <= ?);

SELECT DISTINCT r.user_id AS userId
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE TRUE AND u.user_id > ? AND u.user_id <= ?) r
  JOIN (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s ON s.user_id = r.user_id;

SELECT DISTINCT r.user_id AS userId
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.opted_out = 0 AND u.last_active_at >= ? AND u.user_id > ? AND u.user_id <= ?) r
  JOIN (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND m.user_id <= ?) s ON s.user_id = r.user_id
  ORDER BY r.user_id
  LIMIT ?;

SELECT DISTINCT r.user_id AS userId
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.opted_out = 0 AND u.last_active_at >= ? AND u.user_id > ? AND u.user_id <= ?) r
  JOIN (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s ON s.user_id = r.user_id
  ORDER BY r.user_id
  LIMIT ?;

SELECT DISTINCT r.user_id AS userId
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.opted_out = 0 AND u.last_active_at >= ? AND u.user_id > ? AND u.user_id <= ?) r
  JOIN (SELECT user_id, MIN(coupon_id) AS coupon_id FROM coupon FORCE INDEX (PRIMARY) WHERE coupon_id >= ? AND coupon_id < ? GROUP BY user_id) s ON s.user_id = r.user_id;

SELECT DISTINCT r.user_id AS userId
  FROM (SELECT u.user_id, u.locale, u.time_zone FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.opted_out = 0 AND u.user_id > ? AND u.user_id <= ?) r
  JOIN (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s ON s.user_id = r.user_id;

SELECT MAX(inbox_id) AS inboxId
  FROM notify_inbox
  WHERE user_id = 0;

SELECT MAX(inbox_id) AS inboxId
  FROM notify_inbox
  WHERE user_id = 0 AND inbox_id <= ?;

SELECT d.delivery_id AS deliveryId, d.message_id AS messageId, m.merchant_id AS merchantId, d.user_id AS userId, d.channel, d.status, d.attempts, d.due_at AS dueAt, d.provider_id AS providerId, d.last_error AS lastError, d.created_at AS createdAt, d.updated_at AS updatedAt
  FROM notify_delivery d FORCE INDEX (ix_delivery_status)
  JOIN notify_message m ON m.message_id = d.message_id AND m.merchant_id = ?
  WHERE d.status = ?
  ORDER BY d.delivery_id DESC
  LIMIT ?;

SELECT d.delivery_id AS deliveryId, d.message_id AS messageId, m.merchant_id AS merchantId, d.user_id AS userId, d.channel, d.status, d.attempts, d.due_at AS dueAt, d.provider_id AS providerId, d.last_error AS lastError, d.created_at AS createdAt, d.updated_at AS updatedAt
  FROM notify_delivery d
  JOIN notify_message m ON m.message_id = d.message_id
  WHERE d.delivery_id = ?
  FOR UPDATE;

SELECT delivery_id AS deliveryId, created_at AS createdAt
  FROM notify_delivery FORCE INDEX (ix_delivery_status)
  WHERE status = ?
  ORDER BY delivery_id
  LIMIT ?;

SELECT delivery_id AS deliveryId, message_id AS messageId, user_id AS userId, channel, attempts + 1 AS attempts
  FROM notify_delivery FORCE INDEX (ix_delivery_due)
  WHERE due_at <= ?
  ORDER BY due_at
  LIMIT ?
  FOR UPDATE SKIP LOCKED;

SELECT delivery_id AS deliveryId, message_id AS messageId, user_id AS userId, code_serial AS codeSerial, channel, attempts + 1 AS attempts
  FROM notify_delivery FORCE INDEX (ix_delivery_due)
  WHERE due_at <= ?
  ORDER BY due_at
  LIMIT ?
  FOR UPDATE SKIP LOCKED;

SELECT id, user_id AS userId, batch_id AS batchId, notif_time AS notifTime, ends_by AS endsBy, attempts
  FROM t_notify_msg FORCE INDEX (ix_notify_time)
  WHERE status = 0 AND notif_time >= ? AND notif_time < ? AND (notif_time > ? OR id > ?) AND (attempts = 0 OR notif_time <= ?)
  ORDER BY notif_time, id
  LIMIT ?
  FOR UPDATE SKIP LOCKED;

SELECT inbox_id AS inboxId
  FROM notify_individually_read
  WHERE user_id = ? AND inbox_id IN (?);

SELECT message_id AS messageId, locale, title, body
  FROM notify_message_text
  WHERE (message_id = ? AND locale = ?);

SELECT message_id AS messageId, merchant_id AS merchantId, template_id AS templateId, transactional, default_locale AS defaultLocale, to_everyone AS toEveryone, audience, status, sent_until AS sentUntil, recipients, created_at AS createdAt
  FROM notify_message
  WHERE merchant_id = ?
  ORDER BY message_id DESC
  LIMIT ?;

SELECT message_id AS messageId, merchant_id AS merchantId, template_id AS templateId, transactional, default_locale AS defaultLocale, to_everyone AS toEveryone, audience, status, sent_until AS sentUntil, recipients, created_at AS createdAt
  FROM notify_message
  WHERE message_id = ?;

SELECT message_id AS messageId, source_key AS sourceKey
  FROM notify_message
  WHERE source_key IN (?);

SELECT n.id AS ofId, o.id, o.status, o.ends_by AS endsBy
  FROM t_notify_msg n FORCE INDEX (PRIMARY)
  JOIN t_notify_msg o FORCE INDEX (uq_notify_user_batch_day) ON o.user_id = n.user_id AND o.batch_id = n.batch_id AND o.id <> n.id
  WHERE n.id IN (?) AND ((o.status = 0 AND o.notif_time <= ?) OR (o.status = 1 AND o.notif_time >= ?));

SELECT read_until AS readUntil
  FROM notify_watermark
  WHERE user_id = ?;

SELECT status, COUNT(*) AS n
  FROM notify_delivery FORCE INDEX (ix_delivery_message)
  WHERE message_id = ?
  GROUP BY status;

SELECT t.message_id AS messageId, m.code_batch_id AS codeBatchId, t.locale, m.transactional, m.default_locale AS defaultLocale, t.title, t.body, t.email_subject AS emailSubject, t.email_text AS emailText, t.email_html AS emailHtml, t.sms_text AS smsText
  FROM notify_message m
  JOIN notify_message_text t ON t.message_id = m.message_id
  WHERE m.message_id IN (?);

SELECT t.message_id AS messageId, t.locale, m.default_locale AS defaultLocale, m.code_batch_id AS codeBatchId
  FROM notify_message m
  JOIN notify_message_text t ON t.message_id = m.message_id
  WHERE m.message_id IN (?);

SELECT template_id AS templateId, LENGTH(texts) AS bytes
  FROM notify_template
  WHERE merchant_id = ?
  ORDER BY template_id DESC
  LIMIT ?;

SELECT template_id AS templateId, merchant_id AS merchantId, name, transactional, default_locale AS defaultLocale, variables, texts, created_at AS createdAt
  FROM notify_template
  WHERE merchant_id = ?
  ORDER BY template_id DESC
  LIMIT ?;

SELECT template_id AS templateId, merchant_id AS merchantId, name, transactional, default_locale AS defaultLocale, variables, texts, created_at AS createdAt
  FROM notify_template
  WHERE template_id = ?;

SELECT template_id AS templateId, merchant_id AS merchantId, name, transactional, default_locale AS defaultLocale, variables, texts, created_at AS createdAt
  FROM notify_template
  WHERE template_id IN (?)
  ORDER BY template_id DESC;

SELECT user_id AS userId, inbox_id AS inboxId, created_at AS createdAt
  FROM notify_inbox FORCE INDEX (ix_inbox_id)
  ORDER BY inbox_id
  LIMIT ?;

UPDATE notify_delivery
  SET due_at = ?
  WHERE delivery_id IN (?) AND status = 0;

UPDATE notify_delivery
  SET due_at = ?, updated_at = ?
  WHERE delivery_id IN (?);

UPDATE notify_delivery
  SET status = 0, attempts = 0, due_at = ?, updated_at = ?
  WHERE delivery_id = ? AND status = 2;

UPDATE notify_delivery
  SET status = ?, attempts = attempts + ?, due_at = ?, provider_id = ?, last_error = ?, updated_at = ?
  WHERE delivery_id = ? AND status = 0;

UPDATE notify_inbox
  SET read_at = ?
  WHERE user_id = ? AND inbox_id <= ? AND read_at IS NULL;

UPDATE notify_inbox
  SET read_at = ?
  WHERE user_id = ? AND read_at IS NULL;

UPDATE notify_inbox
  SET read_at = COALESCE(read_at, ?)
  WHERE user_id = ? AND inbox_id = ?;

UPDATE notify_message
  SET recipients = recipients + ?
  WHERE message_id = ?;

UPDATE notify_message
  SET sent_until = ?
  WHERE message_id = ? AND sent_until = ? AND status = 0;

UPDATE notify_message
  SET status = 1
  WHERE message_id = ?;

UPDATE t_notify_msg
  SET attempts = GREATEST(attempts, 1), notif_time = CASE id WHEN ? THEN ? END
  WHERE id IN (?);

UPDATE t_notify_msg
  SET status = 1, attempts = attempts + 1, notif_time = ?
  WHERE id IN (?);

UPDATE t_notify_msg
  SET status = 3, notif_time = ?
  WHERE id IN (?);

UPDATE t_notify_msg
  SET status = ?, attempts = attempts + 1, notif_time = COALESCE(?, notif_time)
  WHERE id = ?;
