import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreatePayment1764000000029 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS payment (
      payment_id BIGINT NOT NULL,
      order_id BIGINT NOT NULL,
      provider VARCHAR(20) NOT NULL,
      method_token VARCHAR(100) NOT NULL,
      amount_minor BIGINT NOT NULL,
      currency CHAR(3) NOT NULL,
      status TINYINT NOT NULL,
      provider_payment_id VARCHAR(100) NULL,
      decline_code VARCHAR(60) NULL,
      check_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (payment_id),
      UNIQUE KEY uq_payment_provider (provider, provider_payment_id),
      KEY ix_payment_order (order_id, payment_id),
      KEY ix_payment_due (status, check_at, payment_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
