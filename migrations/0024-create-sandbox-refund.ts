import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateSandboxRefund1764000000024 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS sandbox_refund (
      sandbox_refund_id BIGINT NOT NULL AUTO_INCREMENT,
      reference VARCHAR(64) NOT NULL,
      sandbox_charge_id BIGINT NOT NULL,
      amount_minor BIGINT NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (sandbox_refund_id),
      UNIQUE KEY uq_sandbox_refund_reference (reference),
      KEY ix_sandbox_refund_charge (sandbox_charge_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
