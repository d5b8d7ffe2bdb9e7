import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateNotifyTemplate1764000000040 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS notify_template (
      template_id BIGINT NOT NULL,
      merchant_id BIGINT NULL,
      name VARCHAR(120) NOT NULL,
      transactional TINYINT NOT NULL DEFAULT 0,
      default_locale VARCHAR(35) NOT NULL,
      variables TEXT NOT NULL,
      texts MEDIUMTEXT NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (template_id),
      KEY ix_notify_template_owner (merchant_id, template_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
