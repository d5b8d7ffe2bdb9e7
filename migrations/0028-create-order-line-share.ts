import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateOrderLineShare1764000000028 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS order_line_share (
      order_id BIGINT NOT NULL,
      line_no INT NOT NULL,
      coupon_id BIGINT NOT NULL,
      amount_minor BIGINT NOT NULL,
      PRIMARY KEY (order_id, line_no, coupon_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
