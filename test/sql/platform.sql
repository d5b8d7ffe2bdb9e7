-- Every statement that platform sent in the integration tests. Written by "npm run sql:dump".

DELETE
  FROM idempotency_key
  WHERE created_at < ?
  ORDER BY created_at
  LIMIT ?;

DELETE
  FROM outbox
  WHERE outbox_id = ?;

DELETE
  FROM outbox
  WHERE outbox_id IN (?);

INSERT INTO audit_log (actor, action, subject, subject_id, details, created_at)
  VALUES (?, ?, ?, ?, ?, ?);

INSERT INTO id_sequence (name, next_value)
  VALUES (?, 1 + ?)
  ON DUPLICATE KEY UPDATE next_value = LAST_INSERT_ID(next_value) + ?;

INSERT INTO idempotency_key (scope, idem_key, request_hash, response, created_at)
  VALUES (?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE repeats = repeats + 1;

INSERT INTO outbox (topic, handler, payload, created_at, due_at)
  SELECT o.topic, h.handler, o.payload, o.created_at, ?
  FROM outbox o
  JOIN (SELECT ? AS topic, ? AS handler) h ON h.topic = o.topic COLLATE utf8mb4_bin
  WHERE o.outbox_id IN (?);

INSERT INTO outbox (topic, payload, created_at, due_at)
  VALUES (?, ?, ?, ?);

SELECT UTC_TIMESTAMP(3) AS now;

SELECT details, created_at AS createdAt
  FROM audit_log
  WHERE subject = ? AND subject_id = ? AND action = ?
  ORDER BY audit_log_id DESC
  LIMIT ?;

SELECT epoch
  FROM database_epoch
  WHERE database_epoch_id = 1;

SELECT idempotency_key_id AS id, request_hash, response
  FROM idempotency_key
  WHERE scope = ? AND idem_key = ?;

SELECT name
  FROM schema_migration;

SELECT outbox_id, topic, handler, tries
  FROM outbox
  WHERE due_at <= ?
  ORDER BY due_at
  LIMIT ?
  FOR UPDATE SKIP LOCKED;

SELECT topic, handler, payload, failures
  FROM outbox
  WHERE outbox_id = ?;

UPDATE id_sequence
  SET next_value = next_value
  WHERE name = '';

UPDATE idempotency_key
  SET response = ?
  WHERE idempotency_key_id = ?;

UPDATE outbox
  SET due_at = ?
  WHERE due_at > ?
  ORDER BY due_at
  LIMIT ?;

UPDATE outbox
  SET due_at = ?, failures = failures + ?
  WHERE outbox_id = ?;

UPDATE outbox
  SET tries = tries + 1, due_at = ?
  WHERE outbox_id IN (?);
