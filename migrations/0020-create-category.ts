import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCategory1764000000020 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS category (
      category_id BIGINT NOT NULL,
      merchant_id BIGINT NOT NULL,
      parent_id BIGINT NULL,
      name VARCHAR(120) NOT NULL,
      path VARCHAR(400) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (category_id),
      UNIQUE KEY uq_category_path (merchant_id, path)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
