import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateRule1764000000005 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS rule (
      rule_id BIGINT NOT NULL,
      family_id BIGINT NOT NULL,
      version INT NOT NULL,
      merchant_id BIGINT NULL,
      name VARCHAR(120) NOT NULL,
      type TINYINT NOT NULL,
      currency CHAR(3) NOT NULL,
      rule_content JSON NOT NULL,
      frozen_at DATETIME(3) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (rule_id),
      KEY ix_rule_merchant (merchant_id, rule_id),
      UNIQUE KEY uq_rule_family_version (family_id, version)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
