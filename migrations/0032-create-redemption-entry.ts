import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateRedemptionEntry1764000000032 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS redemption_entry (
      redemption_entry_id BIGINT NOT NULL AUTO_INCREMENT,
      order_id BIGINT NOT NULL,
      coupon_id BIGINT NOT NULL,
      line_no INT NOT NULL,
      refund_id BIGINT NOT NULL DEFAULT 0,
      part TINYINT NOT NULL,
      batch_id BIGINT NOT NULL,
      rule_id BIGINT NOT NULL,
      merchant_id BIGINT NULL,
      currency CHAR(3) NOT NULL,
      amount_minor BIGINT NOT NULL,
      merchant_minor BIGINT NOT NULL,
      platform_minor BIGINT NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (redemption_entry_id),
      UNIQUE KEY uq_redemption_entry (order_id, coupon_id, line_no, refund_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
