import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateAudienceImportReject1764000000019 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS audience_import_reject (
      import_id BIGINT NOT NULL,
      line_no BIGINT NOT NULL,
      errors TEXT NOT NULL,
      record TEXT NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (import_id, line_no),
      KEY ix_audience_import_reject_created (created_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
