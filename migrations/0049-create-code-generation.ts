import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCodeGeneration1764000000049 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS code_generation (
      generation_id BIGINT NOT NULL,
      batch_id BIGINT NOT NULL,
      distribution_id BIGINT NULL,
      first_serial BIGINT NOT NULL,
      code_count BIGINT NOT NULL,
      prefix VARCHAR(8) NOT NULL,
      key_id CHAR(16) NOT NULL,
      revoked JSON NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (generation_id),
      UNIQUE KEY uq_code_generation_serial (batch_id, first_serial)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
