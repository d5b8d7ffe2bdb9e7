import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateDistributionChunk1764000000038 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS distribution_chunk (
      distribution_id BIGINT NOT NULL,
      chunk_no INT NOT NULL,
      status TINYINT NOT NULL DEFAULT 0,
      after_user_id BIGINT NOT NULL,
      until_user_id BIGINT NOT NULL,
      users INT NOT NULL,
      quota INT NOT NULL,
      first_serial BIGINT NULL,
      issued INT NOT NULL DEFAULT 0,
      served INT NOT NULL DEFAULT 0,
      skipped INT NOT NULL DEFAULT 0,
      queued INT NOT NULL DEFAULT 1,
      queued_at DATETIME(3) NOT NULL,
      tries INT NOT NULL DEFAULT 0,
      error VARCHAR(200) NULL,
      took_ms INT NULL,
      finished_at DATETIME(3) NULL,
      PRIMARY KEY (distribution_id, chunk_no),
      KEY ix_distribution_chunk_status (distribution_id, status, chunk_no)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
