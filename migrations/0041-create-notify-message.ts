import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateNotifyMessage1764000000041 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS notify_message (
      message_id BIGINT NOT NULL,
      merchant_id BIGINT NULL,
      template_id BIGINT NULL,
      code_batch_id BIGINT NULL,
      source_key VARCHAR(100) NULL,
      transactional TINYINT NOT NULL DEFAULT 0,
      default_locale VARCHAR(35) NOT NULL,
      to_everyone TINYINT NOT NULL DEFAULT 0,
      audience MEDIUMTEXT NULL,
      status TINYINT NOT NULL,
      sent_until BIGINT NOT NULL DEFAULT 0,
      recipients BIGINT NOT NULL DEFAULT 0,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (message_id),
      UNIQUE KEY uq_notify_message_source (source_key),
      KEY ix_notify_message_owner (merchant_id, message_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
