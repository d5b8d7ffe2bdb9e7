-- Every statement that code sent in the integration tests. Written by "npm run sql:dump".

DELETE
  FROM code_word
  WHERE batch_id = ?;

INSERT INTO code_generation (generation_id, batch_id, distribution_id, first_serial, code_count, prefix, key_id, revoked, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO code_word (batch_id, owner_id, folded, word, created_at)
  VALUES (?, ?, ?, ?, ?);

SELECT batch_id AS batchId, word
  FROM code_word
  WHERE folded = ? AND owner_id IN (0, ?)
  ORDER BY owner_id DESC
  LIMIT 1;

SELECT generation_id AS generationId, batch_id AS batchId, distribution_id AS distributionId, first_serial AS firstSerial, code_count AS codeCount, prefix, key_id AS keyId, revoked, created_at AS createdAt
  FROM code_generation
  WHERE batch_id = ?
  ORDER BY first_serial;

SELECT generation_id AS generationId, batch_id AS batchId, distribution_id AS distributionId, first_serial AS firstSerial, code_count AS codeCount, prefix, key_id AS keyId, revoked, created_at AS createdAt
  FROM code_generation
  WHERE batch_id = ?
  ORDER BY first_serial
  FOR UPDATE;

SELECT generation_id AS generationId, batch_id AS batchId, distribution_id AS distributionId, first_serial AS firstSerial, code_count AS codeCount, prefix, key_id AS keyId, revoked, created_at AS createdAt
  FROM code_generation
  WHERE generation_id = ?;

UPDATE code_generation
  SET revoked = ?
  WHERE generation_id = ?;
