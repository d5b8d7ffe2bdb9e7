import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateShippingRate1764000000022 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS shipping_rate (
      code VARCHAR(40) NOT NULL,
      currency CHAR(3) NOT NULL,
      price_minor BIGINT NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (code, currency)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
