-- Every statement that audience sent in the integration tests. Written by "npm run sql:dump".

DELETE
  FROM audience_import_reject
  WHERE created_at < ?
  ORDER BY created_at
  LIMIT ?;

DELETE
  FROM group_member
  WHERE group_id = ? AND user_id IN (?);

DELETE
  FROM group_member
  WHERE group_id = ?
  ORDER BY user_id
  LIMIT ?;

DELETE
  FROM tag
  WHERE tag_id = ?;

DELETE
  FROM user_group
  WHERE group_id = ?;

DELETE
  FROM user_tag
  WHERE tag_id = ? AND user_id IN (?);

DELETE
  FROM user_tag
  WHERE tag_id = ?
  ORDER BY user_id
  LIMIT ?;

EXPLAIN FORMAT=TRADITIONAL
  SELECT 1
  FROM audience_user
  WHERE last_active_at >= ?;

EXPLAIN FORMAT=TRADITIONAL
  SELECT user_id
  FROM audience_user;

EXPLAIN FORMAT=TRADITIONAL
  SELECT user_id
  FROM group_member IGNORE INDEX (ix_group_member_user)
  WHERE group_id = ?;

EXPLAIN FORMAT=TRADITIONAL
  SELECT user_id
  FROM user_tag;

EXPLAIN FORMAT=TRADITIONAL
  SELECT user_id
  FROM user_tag IGNORE INDEX (ix_user_tag_user)
  WHERE tag_id = ?;

INSERT IGNORE INTO group_member (group_id, user_id)
  VALUES ?;

INSERT IGNORE INTO user_tag (tag_id, user_id)
  VALUES ?;

INSERT INTO audience_import (import_id, request_scope, request_key, source_name, digest, created_at, updated_at)
  VALUES (?);

INSERT INTO audience_import_reject (import_id, line_no, errors, record, created_at)
  VALUES ?;

INSERT INTO audience_user (user_id, created_at, updated_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE user_id = VALUES(user_id);

INSERT INTO audience_user (user_id, email, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(VALUES(email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(VALUES(email) <=> email, email_undeliverable_code, NULL), email = VALUES(email), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_code, NULL), email = COALESCE(VALUES(email), email), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, last_active_at, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_code, NULL), email = COALESCE(VALUES(email), email), last_active_at = IF(VALUES(last_active_at) IS NULL OR last_active_at > VALUES(last_active_at), last_active_at, VALUES(last_active_at)), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_code, NULL), email = COALESCE(VALUES(email), email), last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, locale, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_code, NULL), email = COALESCE(VALUES(email), email), locale = COALESCE(VALUES(locale), locale), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, locale, last_active_at, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_code, NULL), email = COALESCE(VALUES(email), email), locale = COALESCE(VALUES(locale), locale), last_active_at = IF(VALUES(last_active_at) IS NULL OR last_active_at > VALUES(last_active_at), last_active_at, VALUES(last_active_at)), last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, locale, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_code, NULL), email = COALESCE(VALUES(email), email), locale = COALESCE(VALUES(locale), locale), last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, locale, time_zone, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(VALUES(email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(VALUES(email) <=> email, email_undeliverable_code, NULL), email = VALUES(email), locale = VALUES(locale), time_zone = VALUES(time_zone), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, locale, time_zone, quiet_from, quiet_until, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(VALUES(email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(VALUES(email) <=> email, email_undeliverable_code, NULL), email = VALUES(email), locale = VALUES(locale), time_zone = VALUES(time_zone), quiet_from = VALUES(quiet_from), quiet_until = VALUES(quiet_until), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, phone, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(VALUES(email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(VALUES(email) <=> email, email_undeliverable_code, NULL), phone_undeliverable_at = IF(VALUES(phone) <=> phone, phone_undeliverable_at, NULL), phone_undeliverable_code = IF(VALUES(phone) <=> phone, phone_undeliverable_code, NULL), email = VALUES(email), phone = VALUES(phone), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, phone, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(COALESCE(VALUES(email), email) <=> email, email_undeliverable_code, NULL), phone_undeliverable_at = IF(COALESCE(VALUES(phone), phone) <=> phone, phone_undeliverable_at, NULL), phone_undeliverable_code = IF(COALESCE(VALUES(phone), phone) <=> phone, phone_undeliverable_code, NULL), email = COALESCE(VALUES(email), email), phone = COALESCE(VALUES(phone), phone), last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email, phone, locale, time_zone, quiet_from, quiet_until, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE email_undeliverable_at = IF(VALUES(email) <=> email, email_undeliverable_at, NULL), email_undeliverable_code = IF(VALUES(email) <=> email, email_undeliverable_code, NULL), phone_undeliverable_at = IF(VALUES(phone) <=> phone, phone_undeliverable_at, NULL), phone_undeliverable_code = IF(VALUES(phone) <=> phone, phone_undeliverable_code, NULL), email = VALUES(email), phone = VALUES(phone), locale = VALUES(locale), time_zone = VALUES(time_zone), quiet_from = VALUES(quiet_from), quiet_until = VALUES(quiet_until), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email_opt_in, email_opt_in_at, email_opt_in_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email_opt_in, email_opt_in_at, email_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, last_active_at, created_at, updated_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE last_active_at = IF(last_active_at >= VALUES(last_active_at) - INTERVAL ? MICROSECOND, last_active_at, VALUES(last_active_at));

INSERT INTO audience_user (user_id, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, locale, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE locale = VALUES(locale), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, locale, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE locale = VALUES(locale), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, locale, last_import_id, updated_at, created_at)
  VALUES ?
  ON DUPLICATE KEY UPDATE locale = COALESCE(VALUES(locale), locale), last_import_id = VALUES(last_import_id), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, locale, quiet_from, quiet_until, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE locale = VALUES(locale), quiet_from = VALUES(quiet_from), quiet_until = VALUES(quiet_until), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, locale, time_zone, quiet_from, quiet_until, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE locale = VALUES(locale), time_zone = VALUES(time_zone), quiet_from = VALUES(quiet_from), quiet_until = VALUES(quiet_until), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, time_zone, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE time_zone = VALUES(time_zone), updated_at = VALUES(updated_at);

INSERT INTO audience_user (user_id, time_zone, email_opt_in, email_opt_in_at, email_opt_in_source, sms_opt_in, sms_opt_in_at, sms_opt_in_source, opted_out, opted_out_at, opted_out_source, created_at, updated_at)
  VALUES (?)
  ON DUPLICATE KEY UPDATE time_zone = VALUES(time_zone), email_opt_in = VALUES(email_opt_in), email_opt_in_at = VALUES(email_opt_in_at), email_opt_in_source = VALUES(email_opt_in_source), sms_opt_in = VALUES(sms_opt_in), sms_opt_in_at = VALUES(sms_opt_in_at), sms_opt_in_source = VALUES(sms_opt_in_source), opted_out = VALUES(opted_out), opted_out_at = VALUES(opted_out_at), opted_out_source = VALUES(opted_out_source), updated_at = VALUES(updated_at);

INSERT INTO tag (tag_id, code, name, created_at)
  VALUES (?, ?, ?, ?);

INSERT INTO user_group (group_id, code, name, created_at)
  VALUES (?, ?, ?, ?);

SELECT (SELECT COUNT(*) FROM audience_user x FORCE INDEX (PRIMARY) WHERE x.user_id > ? AND x.user_id <= ?) - (SELECT COUNT(DISTINCT x.user_id) FROM user_tag x FORCE INDEX (ix_user_tag_user) WHERE x.user_id > ? AND x.user_id <= ? AND x.tag_id IN (?)) AS count;

SELECT 1
  FROM audience_import
  WHERE import_id = ? AND status = ? AND committed_lines = ? AND digest = ?
  FOR UPDATE;

SELECT COUNT(*) AS count
  FROM (SELECT m.user_id AS user_id FROM group_member m FORCE INDEX (PRIMARY) WHERE m.group_id = ? AND m.user_id <= ? AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = m.user_id AND x.tag_id IN (?) LIMIT 1) IS NOT NULL AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = m.user_id AND x.tag_id IN (?) LIMIT 1) IS NULL) s;

SELECT COUNT(*) AS count
  FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id <= ? AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = m.user_id AND x.tag_id IN (?) LIMIT 1) IS NOT NULL) s;

SELECT COUNT(*) AS count
  FROM (SELECT x.user_id FROM user_tag x FORCE INDEX (ix_user_tag_user) WHERE x.user_id > ? AND x.user_id <= ? AND x.tag_id IN (?) GROUP BY x.user_id HAVING SUM(x.tag_id IN (?)) > 0 AND SUM(x.tag_id IN (?)) = 0) s;

SELECT COUNT(*) AS count
  FROM (SELECT x.user_id FROM user_tag x FORCE INDEX (ix_user_tag_user) WHERE x.user_id > ? AND x.user_id <= ? AND x.tag_id IN (?) GROUP BY x.user_id HAVING SUM(x.tag_id IN (?)) > 0) s;

SELECT COUNT(*) AS count
  FROM audience_user u FORCE INDEX (ix_audience_user_active)
  WHERE u.last_active_at >= ?;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM ((SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? ORDER BY user_id LIMIT ?) UNION (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? ORDER BY user_id LIMIT ?) ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM ((SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? ORDER BY user_id LIMIT ?) UNION (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? ORDER BY user_id LIMIT ?) ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT m.user_id AS user_id FROM group_member m FORCE INDEX (PRIMARY) WHERE m.group_id = ? ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND (SELECT 1 FROM audience_user a WHERE a.user_id = m.user_id AND a.last_active_at >= ?) IS NOT NULL ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = m.user_id AND x.tag_id IN (?) LIMIT 1) IS NULL ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE 1 = 0 AND u.user_id > ? ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id > ? AND u.last_active_at >= ? ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id > ? ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? ORDER BY user_id LIMIT ?) w;

SELECT MAX(w.user_id) AS untilUserId, COUNT(*) AS count
  FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) ORDER BY user_id LIMIT ?) w;

SELECT group_id AS id
  FROM group_member
  WHERE user_id = ?;

SELECT group_id AS id, code
  FROM user_group
  WHERE code IN (?)
  ORDER BY code;

SELECT group_id AS id, code
  FROM user_group
  WHERE code IN (?)
  ORDER BY code
  LOCK IN SHARE MODE;

SELECT group_id AS labelId, code, name, created_at AS createdAt
  FROM user_group
  WHERE code = ?;

SELECT group_id AS labelId, code, name, created_at AS createdAt
  FROM user_group
  WHERE code = ?
  LOCK IN SHARE MODE;

SELECT group_id AS labelId, code, name, created_at AS createdAt
  FROM user_group
  WHERE code > ?
  ORDER BY code
  LIMIT ?;

SELECT import_id AS importId, source_name AS sourceName, status, committed_lines AS committedLines, digest, imported_count AS importedCount, rejected_count AS rejectedCount, kept_opted_out_count AS keptOptedOutCount, created_at AS createdAt, updated_at AS updatedAt, finished_at AS finishedAt
  FROM audience_import
  ORDER BY import_id DESC
  LIMIT ?;

SELECT import_id AS importId, source_name AS sourceName, status, committed_lines AS committedLines, digest, imported_count AS importedCount, rejected_count AS rejectedCount, kept_opted_out_count AS keptOptedOutCount, created_at AS createdAt, updated_at AS updatedAt, finished_at AS finishedAt
  FROM audience_import
  WHERE import_id = ?;

SELECT import_id AS importId, source_name AS sourceName, status, committed_lines AS committedLines, digest, imported_count AS importedCount, rejected_count AS rejectedCount, kept_opted_out_count AS keptOptedOutCount, created_at AS createdAt, updated_at AS updatedAt, finished_at AS finishedAt
  FROM audience_import
  WHERE request_scope = ? AND request_key = ?;

SELECT last_active_at AS lastActiveAt
  FROM audience_user
  WHERE user_id = ?;

SELECT line_no AS line, errors, record
  FROM audience_import_reject
  WHERE import_id = ? AND line_no > ?
  ORDER BY line_no
  LIMIT ?;

SELECT m.user_id AS userId, l.code
  FROM group_member m FORCE INDEX (ix_group_member_user)
  JOIN user_group l ON l.group_id = m.group_id
  WHERE m.user_id IN (?)
  ORDER BY m.user_id, l.code;

SELECT m.user_id AS userId, l.code
  FROM user_tag m FORCE INDEX (ix_user_tag_user)
  JOIN tag l ON l.tag_id = m.tag_id
  WHERE m.user_id IN (?)
  ORDER BY m.user_id, l.code;

SELECT m.user_id AS user_id
  FROM group_member m FORCE INDEX (PRIMARY)
  WHERE m.group_id = ? AND m.user_id > ?
  ORDER BY user_id
  LIMIT 3;

SELECT m.user_id AS user_id
  FROM group_member m FORCE INDEX (PRIMARY)
  WHERE m.group_id = ?
  ORDER BY user_id
  LIMIT 3;

SELECT m.user_id AS user_id
  FROM user_tag m FORCE INDEX (PRIMARY)
  WHERE m.tag_id = ? AND m.user_id > ?
  ORDER BY user_id
  LIMIT 3;

SELECT m.user_id AS user_id
  FROM user_tag m FORCE INDEX (PRIMARY)
  WHERE m.tag_id = ?
  ORDER BY user_id
  LIMIT 3;

SELECT t.code
  FROM user_tag u FORCE INDEX (ix_user_tag_user)
  JOIN tag t ON t.tag_id = u.tag_id
  WHERE u.user_id = ?
  ORDER BY t.code;

SELECT tag_id AS id
  FROM user_tag
  WHERE user_id = ?;

SELECT tag_id AS id, code
  FROM tag
  WHERE code IN (?)
  ORDER BY code;

SELECT tag_id AS id, code
  FROM tag
  WHERE code IN (?)
  ORDER BY code
  LOCK IN SHARE MODE;

SELECT tag_id AS labelId, code, name, created_at AS createdAt
  FROM tag
  WHERE code = ?;

SELECT tag_id AS labelId, code, name, created_at AS createdAt
  FROM tag
  WHERE code = ?
  LOCK IN SHARE MODE;

SELECT tag_id AS labelId, code, name, created_at AS createdAt
  FROM tag
  WHERE code > ?
  ORDER BY code
  LIMIT ?;

SELECT u.user_id AS userId, u.email, u.phone, u.locale, u.time_zone AS timeZone, u.email_undeliverable_at AS emailUndeliverableAt, u.email_undeliverable_code AS emailUndeliverableCode, u.phone_undeliverable_at AS phoneUndeliverableAt, u.phone_undeliverable_code AS phoneUndeliverableCode, u.email_opt_in AS emailOptIn, u.email_opt_in_at AS emailOptInAt, u.email_opt_in_source AS emailOptInSource, u.sms_opt_in AS smsOptIn, u.sms_opt_in_at AS smsOptInAt, u.sms_opt_in_source AS smsOptInSource, u.opted_out AS optedOut, u.opted_out_at AS optedOutAt, u.opted_out_source AS optedOutSource, u.quiet_from AS quietFrom, u.quiet_until AS quietUntil, u.last_active_at AS lastActiveAt
  FROM audience_user u
  WHERE u.user_id IN (?)
  ORDER BY u.user_id;

SELECT u.user_id AS userId, u.email_opt_in AS emailOptIn, u.email_opt_in_at AS emailOptInAt, u.email_opt_in_source AS emailOptInSource, u.sms_opt_in AS smsOptIn, u.sms_opt_in_at AS smsOptInAt, u.sms_opt_in_source AS smsOptInSource, u.opted_out AS optedOut, u.opted_out_at AS optedOutAt, u.opted_out_source AS optedOutSource
  FROM audience_user u
  WHERE u.user_id IN (?)
  FOR UPDATE;

SELECT u.user_id AS user_id
  FROM audience_user u FORCE INDEX (PRIMARY)
  ORDER BY user_id
  LIMIT 3;

SELECT u.user_id AS user_id
  FROM audience_user u FORCE INDEX (PRIMARY)
  ORDER BY user_id
  LIMIT ?;

SELECT u.user_id AS user_id
  FROM audience_user u FORCE INDEX (PRIMARY)
  WHERE u.user_id > ?
  ORDER BY user_id
  LIMIT 3;

SELECT u.user_id AS user_id
  FROM audience_user u FORCE INDEX (PRIMARY)
  WHERE u.user_id IN (?) AND (SELECT 1 FROM group_member x FORCE INDEX (PRIMARY) WHERE x.user_id = u.user_id AND x.group_id IN (?) LIMIT 1) IS NOT NULL;

SELECT u.user_id AS user_id
  FROM audience_user u FORCE INDEX (PRIMARY)
  WHERE u.user_id IN (?) AND (SELECT 1 FROM group_member x FORCE INDEX (PRIMARY) WHERE x.user_id = u.user_id AND x.group_id IN (?) LIMIT 1) IS NOT NULL AND (SELECT 1 FROM user_tag x FORCE INDEX (ix_user_tag_user) WHERE x.user_id = u.user_id AND x.tag_id IN (?) LIMIT 1) IS NOT NULL AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = u.user_id AND x.tag_id IN (?) LIMIT 1) IS NULL AND u.last_active_at >= ?;

SELECT u.user_id AS user_id
  FROM audience_user u FORCE INDEX (PRIMARY)
  WHERE u.user_id IN (?) AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = u.user_id AND x.tag_id IN (?) LIMIT 1) IS NOT NULL;

SELECT u.user_id AS user_id
  FROM audience_user u FORCE INDEX (PRIMARY)
  WHERE u.user_id IN (?) AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = u.user_id AND x.tag_id IN (?) LIMIT 1) IS NOT NULL AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = u.user_id AND x.tag_id IN (?) LIMIT 1) IS NULL;

SELECT u.user_id AS user_id
  FROM audience_user u FORCE INDEX (PRIMARY)
  WHERE u.user_id IN (?) AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = u.user_id AND x.tag_id IN (?) LIMIT 1) IS NOT NULL AND u.last_active_at >= ?;

SELECT u.user_id AS user_id
  FROM audience_user u FORCE INDEX (PRIMARY)
  WHERE u.user_id IN (?) AND (SELECT 1 FROM user_tag x FORCE INDEX (PRIMARY) WHERE x.user_id = u.user_id AND x.tag_id IN (?) LIMIT 1) IS NULL;

SELECT user_id AS userId
  FROM audience_user
  WHERE user_id IN (?);

SELECT user_id AS userId
  FROM audience_user
  WHERE user_id IN (?) AND last_import_id = ?;

UPDATE audience_import
  SET committed_lines = ?, digest = ?, imported_count = imported_count + ?, rejected_count = rejected_count + ?, kept_opted_out_count = kept_opted_out_count + ?, updated_at = ?
  WHERE import_id = ?;

UPDATE audience_import
  SET status = ?, finished_at = ?, updated_at = ?
  WHERE import_id = ? AND status = ?;

UPDATE audience_user
  SET email_opt_in = ?, email_opt_in_at = ?, email_opt_in_source = ?, updated_at = ?
  WHERE user_id = ?;

UPDATE audience_user
  SET email_undeliverable_at = ?, email_undeliverable_code = ?
  WHERE user_id = ? AND email = ? AND email_undeliverable_at IS NULL;

UPDATE audience_user
  SET email_undeliverable_at = NULL, email_undeliverable_code = NULL, phone_undeliverable_at = NULL, phone_undeliverable_code = NULL, updated_at = ?
  WHERE user_id = ?;

UPDATE audience_user
  SET phone_undeliverable_at = ?, phone_undeliverable_code = ?
  WHERE user_id = ? AND phone = ? AND phone_undeliverable_at IS NULL;

UPDATE tag
  SET name = ?
  WHERE code = ?;

UPDATE user_group
  SET name = ?
  WHERE code = ?;
