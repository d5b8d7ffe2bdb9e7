import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateNotifyIndividuallyRead1764000000045 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS notify_individually_read (
      user_id BIGINT NOT NULL,
      inbox_id BIGINT NOT NULL,
      PRIMARY KEY (user_id, inbox_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
