import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateRefund1764000000030 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS refund (
      refund_id BIGINT NOT NULL,
      order_id BIGINT NOT NULL,
      payment_id BIGINT NULL,
      amount_minor BIGINT NOT NULL,
      currency CHAR(3) NOT NULL,
      reason TINYINT NOT NULL,
      status TINYINT NOT NULL,
      provider_refund_id VARCHAR(100) NULL,
      check_at DATETIME(3) NULL,
      attempts INT NOT NULL DEFAULT 0,
      shipping_refunded TINYINT NOT NULL DEFAULT 0,
      gift_charge_minor BIGINT NOT NULL DEFAULT 0,
      failure VARCHAR(200) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (refund_id),
      KEY ix_refund_order (order_id, refund_id),
      KEY ix_refund_payment (payment_id),
      KEY ix_refund_due (status, check_at, refund_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
