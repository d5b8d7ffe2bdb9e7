-- Every statement that distribution sent in the integration tests. Written by "npm run sql:dump".

INSERT INTO distribution (distribution_id, batch_id, merchant_id, selection, resolved_selection, per_user, message, audience_count, audience_estimated, start_at, created_at)
  VALUES (?);

INSERT INTO distribution_chunk (distribution_id, chunk_no, after_user_id, until_user_id, users, quota, first_serial, queued_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO distribution_chunk (distribution_id, chunk_no, after_user_id, until_user_id, users, quota, queued_at)
  VALUES (?, ?, ?, ?, ?, ?, ?);

SELECT *
  FROM distribution
  WHERE 1 = 1 AND merchant_id = ? AND distribution_id < ?
  ORDER BY distribution_id DESC
  LIMIT ?;

SELECT *
  FROM distribution
  WHERE 1 = 1 AND merchant_id = ?
  ORDER BY distribution_id DESC
  LIMIT ?;

SELECT *
  FROM distribution
  WHERE distribution_id = ?;

SELECT *
  FROM distribution
  WHERE distribution_id = ? AND status = ?
  FOR UPDATE SKIP LOCKED;

SELECT 1
  FROM distribution
  WHERE distribution_id = ? AND audience_exhausted = 0;

SELECT 1
  FROM distribution_chunk
  WHERE distribution_id = ? AND chunk_no = ? AND status = ? AND quota = ?
  FOR UPDATE SKIP LOCKED;

SELECT COUNT(*) AS n
  FROM (SELECT m.user_id AS user_id FROM user_tag m FORCE INDEX (PRIMARY) WHERE m.tag_id = ? AND m.user_id > ? AND m.user_id <= ?) s;

SELECT COUNT(*) AS n
  FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE 1 = 0 AND u.user_id > ? AND u.user_id <= ?) s;

SELECT COUNT(*) AS n
  FROM (SELECT u.user_id AS user_id FROM audience_user u FORCE INDEX (PRIMARY) WHERE u.user_id IN (?) AND u.user_id > ? AND u.user_id <= ?) s;

SELECT SUM(served + skipped) AS users
  FROM (SELECT served, skipped, finished_at FROM distribution_chunk WHERE distribution_id = ? AND status = ? ORDER BY chunk_no DESC LIMIT ?) AS latest
  WHERE finished_at > ?;

SELECT distribution_id AS distributionId, chunk_no AS chunkNo, status, after_user_id AS afterUserId, until_user_id AS untilUserId, users, quota, first_serial AS firstSerial, queued
  FROM distribution_chunk
  WHERE distribution_id = ? AND chunk_no = ?;

SELECT distribution_id AS distributionId, chunk_no AS chunkNo, status, after_user_id AS afterUserId, until_user_id AS untilUserId, users, quota, first_serial AS firstSerial, queued
  FROM distribution_chunk
  WHERE distribution_id = ? AND chunk_no IN (?) AND status = ?
  FOR UPDATE SKIP LOCKED;

SELECT distribution_id AS distributionId, chunk_no AS chunkNo, status, after_user_id AS afterUserId, until_user_id AS untilUserId, users, quota, first_serial AS firstSerial, queued
  FROM distribution_chunk
  WHERE distribution_id = ? AND status = ?
  ORDER BY chunk_no;

SELECT distribution_id AS distributionId, chunk_no AS chunkNo, status, after_user_id AS afterUserId, until_user_id AS untilUserId, users, quota, first_serial AS firstSerial, queued, queued_at AS queuedAt
  FROM distribution_chunk
  WHERE distribution_id = ? AND status = ? AND quota > 0;

SELECT distribution_id AS distributionId, chunk_no AS chunkNo, status, after_user_id AS afterUserId, until_user_id AS untilUserId, users, quota, queued
  FROM distribution_chunk
  WHERE distribution_id = ? AND chunk_no = ?;

SELECT distribution_id AS distributionId, chunk_no AS chunkNo, status, after_user_id AS afterUserId, until_user_id AS untilUserId, users, quota, queued
  FROM distribution_chunk
  WHERE distribution_id = ? AND chunk_no IN (?) AND status = ?
  FOR UPDATE SKIP LOCKED;

SELECT distribution_id AS distributionId, chunk_no AS chunkNo, status, after_user_id AS afterUserId, until_user_id AS untilUserId, users, quota, queued
  FROM distribution_chunk
  WHERE distribution_id = ? AND status = ?
  ORDER BY chunk_no;

SELECT distribution_id AS distributionId, chunk_no AS chunkNo, status, after_user_id AS afterUserId, until_user_id AS untilUserId, users, quota, queued, queued_at AS queuedAt
  FROM distribution_chunk
  WHERE distribution_id = ? AND status = ? AND quota > 0;

SELECT distribution_id AS id
  FROM distribution
  WHERE status = ? AND start_at <= ? AND distribution_id > ?
  ORDER BY distribution_id
  LIMIT ?;

SELECT distribution_id AS id, SUM(users) AS users
  FROM distribution_chunk
  WHERE distribution_id IN (?) AND status = ?
  GROUP BY distribution_id;

SELECT distribution_id, batch_id, merchant_id, status, reason, per_user, message, audience_count, audience_estimated, start_at, created_at, started_at, finished_at, cursor_user_id, audience_exhausted, chunks, reserved_left, issued, served, skipped, unserved
  FROM distribution
  WHERE 1 = 1 AND merchant_id = ? AND distribution_id < ?
  ORDER BY distribution_id DESC
  LIMIT ?;

SELECT distribution_id, batch_id, merchant_id, status, reason, per_user, message, audience_count, audience_estimated, start_at, created_at, started_at, finished_at, cursor_user_id, audience_exhausted, chunks, reserved_left, issued, served, skipped, unserved
  FROM distribution
  WHERE 1 = 1 AND merchant_id = ?
  ORDER BY distribution_id DESC
  LIMIT ?;

SELECT users, took_ms AS tookMs
  FROM distribution_chunk
  WHERE distribution_id = ? AND status = ?
  ORDER BY chunk_no DESC
  LIMIT 6;

UPDATE distribution
  SET cursor_user_id = ?, audience_exhausted = ?, chunks = ?
  WHERE distribution_id = ?;

UPDATE distribution
  SET cursor_user_id = ?, audience_exhausted = ?, chunks = ?, next_serial = ?
  WHERE distribution_id = ?;

UPDATE distribution
  SET next_serial = ?, until_serial = ?
  WHERE distribution_id = ?;

UPDATE distribution
  SET reserved_left = reserved_left + ?
  WHERE distribution_id = ?;

UPDATE distribution
  SET reserved_left = reserved_left - ?, issued = issued + ?, served = served + ?, skipped = skipped + ?
  WHERE distribution_id = ? AND status IN (?) AND reserved_left >= ?;

UPDATE distribution
  SET status = ?
  WHERE distribution_id = ? AND status IN (?);

UPDATE distribution
  SET status = ?, finished_at = ?
  WHERE distribution_id = ? AND status IN (?);

UPDATE distribution
  SET status = ?, finished_at = ?, audience_count = ?, audience_estimated = ?
  WHERE distribution_id = ? AND status IN (?);

UPDATE distribution
  SET status = ?, finished_at = ?, unserved = ?
  WHERE distribution_id = ? AND status IN (?);

UPDATE distribution
  SET status = ?, finished_at = ?, unserved = ?, audience_count = ?, audience_estimated = ?
  WHERE distribution_id = ? AND status IN (?);

UPDATE distribution
  SET status = ?, reason = ?
  WHERE distribution_id = ? AND status IN (?);

UPDATE distribution
  SET status = ?, started_at = ?
  WHERE distribution_id = ? AND status IN (?);

UPDATE distribution_chunk
  SET issued = issued + ?, served = served + ?, skipped = skipped + ?, took_ms = ?, finished_at = ?
  WHERE distribution_id = ? AND chunk_no = ?;

UPDATE distribution_chunk
  SET queued = queued + 1, queued_at = ?
  WHERE distribution_id = ? AND chunk_no IN (?);

UPDATE distribution_chunk
  SET quota = ?, first_serial = ?, queued = queued + 1, queued_at = ?
  WHERE distribution_id = ? AND chunk_no = ? AND status = ?;

UPDATE distribution_chunk
  SET quota = ?, queued = queued + 1, queued_at = ?
  WHERE distribution_id = ? AND chunk_no = ? AND status = ?;

UPDATE distribution_chunk
  SET status = ?
  WHERE distribution_id = ? AND chunk_no = ? AND status = ?;

UPDATE distribution_chunk
  SET status = ?
  WHERE distribution_id = ? AND status = ?;

UPDATE distribution_chunk
  SET status = ?, after_user_id = ?, users = ?, quota = 0
  WHERE distribution_id = ? AND chunk_no = ?;

UPDATE distribution_chunk
  SET status = ?, quota = 0, tries = 0, error = NULL
  WHERE distribution_id = ? AND status IN (?);

UPDATE distribution_chunk
  SET status = IF(tries + 1 >= ?, ?, status), tries = tries + 1, error = ?
  WHERE distribution_id = ? AND chunk_no = ? AND status = ?;
