-- Every statement that coupon sent in the integration tests. Written by "npm run sql:dump".

(SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no FROM coupon WHERE user_id = ? AND status = 3 AND (valid_until < ? OR (valid_until = ? AND coupon_id < ?)) AND valid_until <= ? ORDER BY valid_until DESC, coupon_id DESC LIMIT ?)
  UNION ALL (SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no FROM coupon WHERE user_id = ? AND status = 0 AND valid_until <= ? AND (valid_until < ? OR (valid_until = ? AND coupon_id < ?)) AND valid_until <= ? ORDER BY valid_until DESC, coupon_id DESC LIMIT ?)
  ORDER BY valid_until DESC, coupon_id DESC
  LIMIT ?;

(SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no FROM coupon WHERE user_id = ? AND status = 3 ORDER BY valid_until DESC, coupon_id DESC LIMIT ?)
  UNION ALL (SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no FROM coupon WHERE user_id = ? AND status = 0 AND valid_until <= ? ORDER BY valid_until DESC, coupon_id DESC LIMIT ?)
  ORDER BY valid_until DESC, coupon_id DESC
  LIMIT ?;

DELETE
  FROM operation
  WHERE finished_at < ?
  ORDER BY finished_at
  LIMIT ?;

INSERT IGNORE INTO code_use (generation_id, serial, batch_id, coupon_id, user_id, created_at)
  VALUES (?, ?, ?, ?, ?, ?);

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT f.user_id, f.claim_no FROM (SELECT s.user_id, n.n AS claim_no, ROW_NUMBER() OVER (PARTITION BY s.user_id ORDER BY n.n) AS pick FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND m.user_id <= ?) s CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 AS n) n LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = n.n WHERE h.coupon_id IS NULL) f WHERE f.pick <= ? - (SELECT COUNT(*) FROM coupon g FORCE INDEX (uq_coupon_holder) WHERE g.batch_id = ? AND g.user_id = f.user_id AND g.coupon_id >= ? AND g.coupon_id < ?)) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT f.user_id, f.claim_no FROM (SELECT s.user_id, n.n AS claim_no, ROW_NUMBER() OVER (PARTITION BY s.user_id ORDER BY n.n) AS pick FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND m.user_id <= ?) s CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 AS n) n LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = n.n WHERE h.coupon_id IS NULL) f WHERE f.pick <= ?) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT f.user_id, f.claim_no FROM (SELECT s.user_id, n.n AS claim_no, ROW_NUMBER() OVER (PARTITION BY s.user_id ORDER BY n.n) AS pick FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND m.user_id <= ?) s CROSS JOIN (SELECT 1 AS n) n LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = n.n WHERE h.coupon_id IS NULL) f WHERE f.pick <= ?) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT f.user_id, f.claim_no FROM (SELECT s.user_id, n.n AS claim_no, ROW_NUMBER() OVER (PARTITION BY s.user_id ORDER BY n.n) AS pick FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id > ? AND u.user_id <= ?) s CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n) n LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = n.n WHERE h.coupon_id IS NULL) f WHERE f.pick <= ? - (SELECT COUNT(*) FROM coupon g FORCE INDEX (uq_coupon_holder) WHERE g.batch_id = ? AND g.user_id = f.user_id AND g.coupon_id >= ? AND g.coupon_id < ?)) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT f.user_id, f.claim_no FROM (SELECT s.user_id, n.n AS claim_no, ROW_NUMBER() OVER (PARTITION BY s.user_id ORDER BY n.n) AS pick FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id > ? AND u.user_id <= ?) s CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n) n LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = n.n WHERE h.coupon_id IS NULL) f WHERE f.pick <= ?) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT f.user_id, f.claim_no FROM (SELECT s.user_id, n.n AS claim_no, ROW_NUMBER() OVER (PARTITION BY s.user_id ORDER BY n.n) AS pick FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 AS n UNION ALL SELECT 3 AS n) n LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = n.n WHERE h.coupon_id IS NULL) f WHERE f.pick <= ?) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT f.user_id, f.claim_no FROM (SELECT s.user_id, n.n AS claim_no, ROW_NUMBER() OVER (PARTITION BY s.user_id ORDER BY n.n) AS pick FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 AS n) n LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = n.n WHERE h.coupon_id IS NULL) f WHERE f.pick <= ?) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT s.user_id, 1 AS claim_no FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND m.user_id <= ?) s LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = 1 WHERE h.coupon_id IS NULL) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT s.user_id, 1 AS claim_no FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id > ? AND u.user_id <= ?) s LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = 1 WHERE h.coupon_id IS NULL) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT IGNORE INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at)
  SELECT ? + ROW_NUMBER() OVER (ORDER BY w.user_id, w.claim_no), w.user_id, ?, w.claim_no, 0, ?, ?, ?, ?
  FROM (SELECT s.user_id, 1 AS claim_no FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s LEFT JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id AND h.claim_no = 1 WHERE h.coupon_id IS NULL) w
  ORDER BY w.user_id, w.claim_no
  LIMIT ?;

INSERT INTO code_use (generation_id, serial, batch_id, coupon_id, user_id, created_at)
  VALUES (?, ?, ?, ?, ?, ?);

INSERT INTO coupon (coupon_id, user_id, batch_id, claim_no, status, source, valid_from, valid_until, created_at, request_key)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO operation (operation_id, kind, scope, status, input, created_at)
  VALUES (?, ?, ?, ?, ?, ?);

INSERT INTO t_coupon_opt_record (user_id, coupon_id, operating, operated_at, order_no)
  VALUES (?, ?, ?, ?, ?);

INSERT INTO t_coupon_opt_record (user_id, coupon_id, operating, operated_at, order_no)
  VALUES (?, ?, IF(ROW_COUNT() = 1, ?, NULL), ?, ?);

INSERT INTO t_coupon_opt_record (user_id, coupon_id, operating, operated_at, order_no)
  VALUES (?, ?, IF(ROW_COUNT() = 2, ?, NULL), ?, ?);

INSERT INTO t_coupon_opt_record (user_id, coupon_id, operating, operated_at, order_no)
  VALUES (?, ?, IF(ROW_COUNT() = 3, ?, NULL), ?, ?);

SELECT *
  FROM operation
  WHERE operation_id = ?;

SELECT COUNT(*) AS n, COUNT(coupon_id) AS used
  FROM (SELECT serial, coupon_id FROM code_use FORCE INDEX (PRIMARY) WHERE generation_id IN (?) LIMIT ?) u;

SELECT COUNT(DISTINCT user_id) AS served, MAX(user_id) AS last
  FROM coupon FORCE INDEX (PRIMARY)
  WHERE coupon_id >= ? AND coupon_id < ?;

SELECT MAX(k.held) AS most
  FROM (SELECT COUNT(*) AS held FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND m.user_id <= ?) s JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id WHERE h.coupon_id < ? OR h.coupon_id >= ? GROUP BY s.user_id) k;

SELECT MAX(k.held) AS most
  FROM (SELECT COUNT(*) AS held FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id > ? AND u.user_id <= ?) s JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id WHERE h.coupon_id < ? OR h.coupon_id >= ? GROUP BY s.user_id) k;

SELECT MAX(k.held) AS most
  FROM (SELECT COUNT(*) AS held FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s JOIN coupon h FORCE INDEX (uq_coupon_holder) ON h.batch_id = ? AND h.user_id = s.user_id WHERE h.coupon_id < ? OR h.coupon_id >= ? GROUP BY s.user_id) k;

SELECT MIN(user_id) AS fromUserId, MAX(user_id) AS untilUserId
  FROM coupon FORCE INDEX (PRIMARY)
  WHERE coupon_id >= ? AND coupon_id < ?;

SELECT batch_id AS batchId, COUNT(*) AS held
  FROM coupon FORCE INDEX (uq_coupon_holder)
  WHERE batch_id IN (?) AND user_id = ?
  GROUP BY batch_id;

SELECT coupon_id AS couponId
  FROM coupon FORCE INDEX (ix_coupon_end)
  WHERE status = 0 AND valid_until <= ?
  ORDER BY valid_until, coupon_id
  LIMIT ?;

SELECT coupon_id AS couponId, batch_id AS batchId, valid_from AS validFrom, valid_until AS validUntil
  FROM coupon FORCE INDEX (ix_coupon_user)
  WHERE user_id = ? AND status = 0 AND valid_until > ?
  ORDER BY valid_until, coupon_id
  LIMIT ?;

SELECT coupon_id AS couponId, user_id AS userId, batch_id AS batchId, status, valid_from AS validFrom, valid_until AS validUntil, lock_order_no AS lockOrderNo
  FROM coupon FORCE INDEX (PRIMARY)
  WHERE coupon_id IN (?)
  ORDER BY coupon_id
  FOR UPDATE;

SELECT coupon_id AS couponId, user_id AS userId, batch_id AS batchId, status, valid_from AS validFrom, valid_until AS validUntil, locked_until AS lockedUntil
  FROM coupon FORCE INDEX (uq_coupon_holder)
  WHERE status IN (0, 1) AND valid_until > ? AND ((batch_id = ? AND user_id IN (?)));

SELECT coupon_id AS couponId, user_id AS userId, claim_no AS claimNo
  FROM coupon FORCE INDEX (uq_coupon_holder)
  WHERE batch_id = ? AND created_at <= ? AND (user_id > ? OR (user_id = ? AND claim_no > ?))
  ORDER BY user_id, claim_no
  LIMIT ?;

SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no
  FROM coupon
  WHERE user_id = ? AND status = 0 AND valid_until > ? AND (valid_until > ? OR (valid_until = ? AND coupon_id > ?)) AND valid_until >= ?
  ORDER BY valid_until, coupon_id
  LIMIT ?;

SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no
  FROM coupon
  WHERE user_id = ? AND status = 0 AND valid_until > ?
  ORDER BY valid_until, coupon_id
  LIMIT ?;

SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no
  FROM coupon
  WHERE user_id = ? AND status = 1
  ORDER BY valid_until DESC, coupon_id DESC
  LIMIT ?;

SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no
  FROM coupon
  WHERE user_id = ? AND status = 2 AND (valid_until < ? OR (valid_until = ? AND coupon_id < ?)) AND valid_until <= ?
  ORDER BY valid_until DESC, coupon_id DESC
  LIMIT ?;

SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no
  FROM coupon
  WHERE user_id = ? AND status = 2
  ORDER BY valid_until DESC, coupon_id DESC
  LIMIT ?;

SELECT coupon_id, batch_id, status, valid_from, valid_until, created_at, used_at, lock_order_no
  FROM coupon
  WHERE user_id = ? AND status = 4
  ORDER BY valid_until DESC, coupon_id DESC
  LIMIT ?;

SELECT coupon_id, batch_id, user_id, claim_no, valid_from, valid_until, created_at, request_key
  FROM coupon FORCE INDEX (uq_coupon_holder)
  WHERE batch_id = ? AND user_id IN (?);

SELECT coupon_id, batch_id, user_id, claim_no, valid_from, valid_until, created_at, request_key
  FROM coupon FORCE INDEX (uq_coupon_request)
  WHERE (user_id = ? AND request_key = ?);

SELECT generation_id AS generationId, serial, batch_id AS batchId, coupon_id AS couponId, user_id AS userId, created_at AS createdAt
  FROM code_use
  WHERE (generation_id = ? AND serial = ?);

SELECT serial
  FROM (SELECT serial, coupon_id FROM code_use FORCE INDEX (PRIMARY) WHERE generation_id IN (?) LIMIT ?) u
  WHERE coupon_id IS NULL
  LIMIT ?;

SELECT status, lock_order_no AS orderNo
  FROM coupon
  WHERE coupon_id = ?;

SELECT user_id AS userId
  FROM coupon
  WHERE coupon_id = ?;

SHOW WARNINGS;

UPDATE coupon FORCE INDEX (PRIMARY)
  SET status = ?
  WHERE coupon_id IN (?) AND status = ?;

UPDATE coupon FORCE INDEX (PRIMARY)
  SET status = ?, lock_order_no = ?, locked_until = ?
  WHERE coupon_id IN (?) AND status = ?;

UPDATE coupon FORCE INDEX (PRIMARY)
  SET status = ?, lock_order_no = ?, used_at = ?, valid_until = ?
  WHERE coupon_id IN (?) AND status = ?;

UPDATE coupon FORCE INDEX (PRIMARY)
  SET status = ?, locked_until = ?, used_at = ?
  WHERE coupon_id IN (?) AND status = ? AND lock_order_no = CASE coupon_id WHEN ? THEN ? END;

UPDATE operation
  SET status = ?, result = ?, finished_at = ?
  WHERE operation_id = ? AND status = ?;
