import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateOrders1764000000025 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS orders (
      order_id BIGINT NOT NULL,
      user_id BIGINT NOT NULL,
      status TINYINT NOT NULL,
      currency CHAR(3) NOT NULL,
      gross_minor BIGINT NOT NULL,
      discount_minor BIGINT NOT NULL,
      shipping_minor BIGINT NOT NULL,
      shipping_discount_minor BIGINT NOT NULL,
      gift_value_minor BIGINT NOT NULL,
      payable_minor BIGINT NOT NULL,
      shipping_code VARCHAR(40) NULL,
      channel VARCHAR(40) NULL,
      payment_method VARCHAR(40) NULL,
      payment_id BIGINT NULL,
      expires_at DATETIME(3) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      paid_at DATETIME(3) NULL,
      closed_at DATETIME(3) NULL,
      PRIMARY KEY (order_id),
      KEY ix_orders_user (user_id, created_at, order_id),
      KEY ix_orders_user_status (user_id, status),
      KEY ix_orders_due (status, expires_at, order_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
