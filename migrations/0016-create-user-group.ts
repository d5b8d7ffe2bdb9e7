import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateUserGroup1764000000016 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS user_group (
      group_id BIGINT NOT NULL,
      code VARCHAR(64) NOT NULL,
      name VARCHAR(120) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (group_id),
      UNIQUE KEY uq_user_group_code (code)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
