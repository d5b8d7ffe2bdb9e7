import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateOperation1764000000012 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS operation (
      operation_id BIGINT NOT NULL,
      kind TINYINT NOT NULL,
      scope VARCHAR(80) NOT NULL,
      status TINYINT NOT NULL DEFAULT 0,
      input MEDIUMTEXT NOT NULL,
      result MEDIUMTEXT NULL,
      created_at DATETIME(3) NOT NULL,
      finished_at DATETIME(3) NULL,
      PRIMARY KEY (operation_id),
      KEY ix_operation_finished (finished_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
