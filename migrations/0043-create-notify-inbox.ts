import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateNotifyInbox1764000000043 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS notify_inbox (
      user_id BIGINT NOT NULL,
      inbox_id BIGINT NOT NULL AUTO_INCREMENT,
      message_id BIGINT NOT NULL,
      coupon_id BIGINT NULL,
      code_serial BIGINT NULL,
      created_at DATETIME(3) NOT NULL,
      read_at DATETIME(3) NULL,
      PRIMARY KEY (user_id, inbox_id),
      KEY ix_inbox_id (inbox_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
