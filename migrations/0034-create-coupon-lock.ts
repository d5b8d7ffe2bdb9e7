import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCouponLock1764000000034 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS coupon_lock (
      lock_id BIGINT NOT NULL,
      client_id VARCHAR(64) NOT NULL,
      order_no VARCHAR(64) NOT NULL,
      user_id BIGINT NULL,
      status TINYINT NOT NULL,
      request_hash CHAR(64) NULL,
      answer MEDIUMTEXT NULL,
      locked_until DATETIME(3) NULL,
      confirmed_at DATETIME(3) NULL,
      closed_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (lock_id),
      UNIQUE KEY uq_coupon_lock_order (client_id, order_no),
      KEY ix_coupon_lock_due (status, locked_until, lock_id),
      KEY ix_coupon_lock_user (user_id, status)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
