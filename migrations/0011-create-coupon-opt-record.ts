import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCouponOptRecord1764000000011 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS t_coupon_opt_record (
      id BIGINT NOT NULL AUTO_INCREMENT,
      user_id BIGINT NOT NULL,
      coupon_id BIGINT NOT NULL,
      operating TINYINT NOT NULL,
      operated_at DATETIME(3) NOT NULL,
      order_no VARCHAR(64) NULL,
      PRIMARY KEY (id),
      KEY ix_opt_record_coupon (coupon_id, id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
