-- Every statement that rule sent in the integration tests. Written by "npm run sql:dump".

INSERT INTO rule (rule_id, family_id, version, merchant_id, name, type, currency, rule_content, frozen_at, created_at, updated_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

SELECT MAX(version) AS latest
  FROM rule
  WHERE family_id = ?;

SELECT merchant_id AS merchantId
  FROM rule
  WHERE rule_id = ?;

SELECT rule_id AS ruleId, family_id AS familyId, version, merchant_id AS merchantId, name, type, currency, rule_content AS ruleContent, frozen_at AS frozenAt, created_at AS createdAt, updated_at AS updatedAt
  FROM rule
  WHERE 1 = 1 AND merchant_id = ? AND rule_id < ?
  ORDER BY rule_id DESC
  LIMIT ?;

SELECT rule_id AS ruleId, family_id AS familyId, version, merchant_id AS merchantId, name, type, currency, rule_content AS ruleContent, frozen_at AS frozenAt, created_at AS createdAt, updated_at AS updatedAt
  FROM rule
  WHERE 1 = 1 AND merchant_id = ?
  ORDER BY rule_id DESC
  LIMIT ?;

SELECT rule_id AS ruleId, family_id AS familyId, version, merchant_id AS merchantId, name, type, currency, rule_content AS ruleContent, frozen_at AS frozenAt, created_at AS createdAt, updated_at AS updatedAt
  FROM rule
  WHERE rule_id = ?;

SELECT rule_id
  FROM rule
  WHERE rule_id = ?
  FOR UPDATE;

UPDATE rule
  SET frozen_at = ?
  WHERE rule_id = ? AND frozen_at IS NULL;

UPDATE rule
  SET name = ?, type = ?, currency = ?, rule_content = ?, updated_at = ?
  WHERE rule_id = ? AND frozen_at IS NULL;
