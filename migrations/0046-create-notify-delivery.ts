import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateNotifyDelivery1764000000046 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS notify_delivery (
      delivery_id BIGINT NOT NULL AUTO_INCREMENT,
      message_id BIGINT NOT NULL,
      user_id BIGINT NOT NULL,
      code_serial BIGINT NULL,
      channel TINYINT NOT NULL,
      status TINYINT NOT NULL DEFAULT 0,
      attempts INT NOT NULL DEFAULT 0,
      due_at DATETIME(3) NULL,
      provider_id VARCHAR(200) NULL,
      last_error VARCHAR(300) NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (delivery_id),
      KEY ix_delivery_due (due_at),
      KEY ix_delivery_status (status, delivery_id),
      KEY ix_delivery_message (message_id, status)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
