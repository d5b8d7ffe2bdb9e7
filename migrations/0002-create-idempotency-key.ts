import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateIdempotencyKey1764000000002 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS idempotency_key (
      idempotency_key_id BIGINT NOT NULL AUTO_INCREMENT,
      scope VARCHAR(80) NOT NULL,
      idem_key VARCHAR(200) NOT NULL,
      request_hash CHAR(64) NOT NULL,
      response MEDIUMTEXT NULL,
      repeats INT UNSIGNED NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (idempotency_key_id),
      UNIQUE KEY uq_idempotency_scope_key (scope, idem_key),
      KEY ix_idempotency_created (created_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
