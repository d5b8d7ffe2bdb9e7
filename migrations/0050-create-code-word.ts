import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCodeWord1764000000050 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS code_word (
      batch_id BIGINT NOT NULL,
      owner_id BIGINT NOT NULL,
      folded VARCHAR(12) NOT NULL,
      word VARCHAR(12) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (batch_id),
      UNIQUE KEY uq_code_word (folded, owner_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
