import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateDistribution1764000000037 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS distribution (
      distribution_id BIGINT NOT NULL,
      batch_id BIGINT NOT NULL,
      merchant_id BIGINT NULL,
      status TINYINT NOT NULL DEFAULT 0,
      reason VARCHAR(40) NULL,
      selection MEDIUMTEXT NOT NULL,
      resolved_selection MEDIUMTEXT NOT NULL,
      per_user INT NOT NULL,
      message TEXT NULL,
      audience_count BIGINT NOT NULL,
      audience_estimated TINYINT NOT NULL,
      start_at DATETIME(3) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      started_at DATETIME(3) NULL,
      finished_at DATETIME(3) NULL,
      cursor_user_id BIGINT NOT NULL DEFAULT 0,
      audience_exhausted TINYINT NOT NULL DEFAULT 0,
      chunks INT NOT NULL DEFAULT 0,
      reserved_left BIGINT NOT NULL DEFAULT 0,
      next_serial BIGINT NULL,
      until_serial BIGINT NULL,
      issued BIGINT NOT NULL DEFAULT 0,
      served BIGINT NOT NULL DEFAULT 0,
      skipped BIGINT NOT NULL DEFAULT 0,
      unserved BIGINT NOT NULL DEFAULT 0,
      PRIMARY KEY (distribution_id),
      KEY ix_distribution_status (status, start_at),
      KEY ix_distribution_merchant (merchant_id, distribution_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
