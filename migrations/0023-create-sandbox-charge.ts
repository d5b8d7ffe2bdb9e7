import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateSandboxCharge1764000000023 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS sandbox_charge (
      sandbox_charge_id BIGINT NOT NULL AUTO_INCREMENT,
      reference VARCHAR(64) NOT NULL,
      method_token VARCHAR(100) NOT NULL,
      amount_minor BIGINT NOT NULL,
      currency CHAR(3) NOT NULL,
      decline_code VARCHAR(60) NULL,
      settles_at DATETIME(3) NOT NULL,
      callbacks_left INT NOT NULL,
      callback_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (sandbox_charge_id),
      UNIQUE KEY uq_sandbox_charge_reference (reference),
      KEY ix_sandbox_charge_callback (callback_at, sandbox_charge_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
