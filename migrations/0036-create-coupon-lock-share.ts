import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCouponLockShare1764000000036 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS coupon_lock_share (
      lock_id BIGINT NOT NULL,
      coupon_id BIGINT NOT NULL,
      line_no INT NOT NULL,
      part TINYINT NOT NULL,
      merchant_id BIGINT NULL,
      amount_minor BIGINT NOT NULL,
      PRIMARY KEY (lock_id, coupon_id, line_no)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
