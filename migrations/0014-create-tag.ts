import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateTag1764000000014 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS tag (
      tag_id BIGINT NOT NULL,
      code VARCHAR(64) NOT NULL,
      name VARCHAR(120) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (tag_id),
      UNIQUE KEY uq_tag_code (code)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
