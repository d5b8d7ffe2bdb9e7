import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateNotifyMessageText1764000000042 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS notify_message_text (
      message_id BIGINT NOT NULL,
      locale VARCHAR(35) NOT NULL,
      title VARCHAR(200) NOT NULL,
      body TEXT NOT NULL,
      email_subject VARCHAR(200) NULL,
      email_text MEDIUMTEXT NULL,
      email_html MEDIUMTEXT NULL,
      sms_text TEXT NULL,
      PRIMARY KEY (message_id, locale)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
