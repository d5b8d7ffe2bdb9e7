import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateNotifyWatermark1764000000044 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS notify_watermark (
      user_id BIGINT NOT NULL,
      read_until BIGINT NOT NULL,
      PRIMARY KEY (user_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
