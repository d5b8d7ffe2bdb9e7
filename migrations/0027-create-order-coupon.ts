import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateOrderCoupon1764000000027 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS order_coupon (
      order_id BIGINT NOT NULL,
      coupon_id BIGINT NOT NULL,
      batch_id BIGINT NOT NULL,
      rule_id BIGINT NOT NULL,
      merchant_id BIGINT NULL,
      applied_at_step INT NOT NULL,
      discount_minor BIGINT NOT NULL,
      shipping_discount_minor BIGINT NOT NULL,
      gift_value_minor BIGINT NOT NULL,
      budgeted TINYINT NOT NULL DEFAULT 0,
      merchant_share_bp INT NOT NULL DEFAULT 0,
      restore_policy TINYINT NOT NULL DEFAULT 0,
      restore_days INT NULL,
      restored_at DATETIME(3) NULL,
      PRIMARY KEY (order_id, coupon_id),
      KEY ix_order_coupon_coupon (coupon_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
