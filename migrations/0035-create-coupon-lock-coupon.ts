import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCouponLockCoupon1764000000035 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS coupon_lock_coupon (
      lock_id BIGINT NOT NULL,
      coupon_id BIGINT NOT NULL,
      batch_id BIGINT NOT NULL,
      rule_id BIGINT NOT NULL,
      merchant_id BIGINT NULL,
      currency CHAR(3) NOT NULL,
      budgeted TINYINT NOT NULL,
      merchant_share_bp INT NOT NULL,
      discount_minor BIGINT NOT NULL,
      shipping_discount_minor BIGINT NOT NULL,
      gift_value_minor BIGINT NOT NULL,
      PRIMARY KEY (lock_id, coupon_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
