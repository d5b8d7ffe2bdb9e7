import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateProduct1764000000021 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS product (
      product_id BIGINT NOT NULL,
      merchant_id BIGINT NOT NULL,
      sku VARCHAR(64) NOT NULL,
      name VARCHAR(200) NOT NULL,
      category_id BIGINT NOT NULL,
      price_minor BIGINT NOT NULL,
      currency CHAR(3) NOT NULL,
      active TINYINT NOT NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (product_id),
      UNIQUE KEY uq_product_sku (merchant_id, sku),
      KEY ix_product_active (active, product_id),
      KEY ix_product_merchant (merchant_id, active, product_id),
      KEY ix_product_category (category_id, active, product_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
