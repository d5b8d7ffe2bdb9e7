import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCouponBatch1764000000006 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS coupon_batch (
      batch_id BIGINT NOT NULL,
      merchant_id BIGINT NULL,
      coupon_name VARCHAR(120) NOT NULL,
      rule_id BIGINT NOT NULL,
      total_count BIGINT NULL,
      reserved_count BIGINT NOT NULL DEFAULT 0,
      assign_count BIGINT NOT NULL DEFAULT 0,
      per_user_limit INT NOT NULL,
      audience_type TINYINT NOT NULL DEFAULT 0,
      audience_selection JSON NULL,
      code_mode TINYINT NOT NULL DEFAULT 0,
      claim_from DATETIME(3) NOT NULL,
      claim_until DATETIME(3) NOT NULL,
      validity_type TINYINT NOT NULL,
      valid_from DATETIME(3) NULL,
      valid_until DATETIME(3) NULL,
      valid_days INT NULL,
      status TINYINT NOT NULL DEFAULT 0,
      version INT NOT NULL DEFAULT 1,
      remind_days JSON NOT NULL,
      merchant_share_bp INT NULL,
      restore_policy TINYINT NOT NULL DEFAULT 0,
      restore_days INT NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      published_at DATETIME(3) NULL,
      ended_at DATETIME(3) NULL,
      PRIMARY KEY (batch_id),
      KEY ix_batch_merchant (merchant_id, batch_id),
      KEY ix_batch_centre (status, claim_until, batch_id),
      KEY ix_batch_rule (rule_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
