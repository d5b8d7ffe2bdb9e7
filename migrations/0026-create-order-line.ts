import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateOrderLine1764000000026 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS order_line (
      order_id BIGINT NOT NULL,
      line_no INT NOT NULL,
      product_id BIGINT NOT NULL,
      merchant_id BIGINT NOT NULL,
      category_id BIGINT NOT NULL,
      sku VARCHAR(64) NOT NULL,
      name VARCHAR(200) NOT NULL,
      unit_price_minor BIGINT NOT NULL,
      quantity INT NOT NULL,
      gross_minor BIGINT NOT NULL,
      discount_minor BIGINT NOT NULL,
      payable_minor BIGINT NOT NULL,
      gift_coupon_id BIGINT NULL,
      gift_unit_value_minor BIGINT NULL,
      PRIMARY KEY (order_id, line_no)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
