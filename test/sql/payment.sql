-- Every statement that payment sent in the integration tests. Written by "npm run sql:dump".

INSERT INTO sandbox_charge (reference, method_token, amount_minor, currency, decline_code, settles_at, callbacks_left, callback_at, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO sandbox_refund (reference, sandbox_charge_id, amount_minor, created_at)
  VALUES (?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE reference = VALUES(reference);

SELECT 1
  FROM sandbox_charge
  WHERE sandbox_charge_id = ?
  FOR UPDATE;

SELECT SUM(amount_minor) AS total
  FROM sandbox_refund
  WHERE sandbox_charge_id = ? AND reference <> ?;

SELECT sandbox_charge_id, reference, amount_minor, currency, decline_code, settles_at
  FROM sandbox_charge
  WHERE reference = ?;

SELECT sandbox_charge_id, reference, amount_minor, currency, decline_code, settles_at, callback_at
  FROM sandbox_charge
  WHERE callback_at <= ?
  ORDER BY callback_at, sandbox_charge_id
  LIMIT ?;

SELECT sandbox_charge_id, reference, amount_minor, currency, decline_code, settles_at, method_token
  FROM sandbox_charge
  WHERE reference = ?;

UPDATE sandbox_charge
  SET callback_at = IF(callbacks_left > 1, ?, NULL), callbacks_left = callbacks_left - 1
  WHERE sandbox_charge_id = ? AND callback_at = ?;
