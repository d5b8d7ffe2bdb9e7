import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCoupon1764000000010 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS coupon (
      coupon_id BIGINT NOT NULL,
      user_id BIGINT NOT NULL,
      batch_id BIGINT NOT NULL,
      claim_no INT NOT NULL,
      status TINYINT NOT NULL DEFAULT 0,
      source TINYINT NOT NULL,
      valid_from DATETIME(3) NOT NULL,
      valid_until DATETIME(3) NOT NULL,
      request_key VARCHAR(200) NULL,
      created_at DATETIME(3) NOT NULL,
      lock_order_no VARCHAR(64) NULL,
      locked_until DATETIME(3) NULL,
      used_at DATETIME(3) NULL,
      PRIMARY KEY (coupon_id),
      UNIQUE KEY uq_coupon_holder (batch_id, user_id, claim_no),
      UNIQUE KEY uq_coupon_request (user_id, request_key),
      KEY ix_coupon_user (user_id, status, valid_until, coupon_id),
      KEY ix_coupon_end (status, valid_until)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
