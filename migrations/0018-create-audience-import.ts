import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateAudienceImport1764000000018 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS audience_import (
      import_id BIGINT NOT NULL,
      request_scope VARCHAR(80) NULL,
      request_key VARCHAR(200) NULL,
      source_name VARCHAR(200) NULL,
      status TINYINT NOT NULL DEFAULT 0,
      committed_lines BIGINT NOT NULL DEFAULT 0,
      digest CHAR(64) NOT NULL,
      imported_count BIGINT NOT NULL DEFAULT 0,
      rejected_count BIGINT NOT NULL DEFAULT 0,
      kept_opted_out_count BIGINT NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      finished_at DATETIME(3) NULL,
      PRIMARY KEY (import_id),
      UNIQUE KEY uq_audience_import_request (request_scope, request_key)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
