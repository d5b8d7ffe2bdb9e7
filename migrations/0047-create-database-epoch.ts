import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateDatabaseEpoch1764000000047 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS database_epoch (
      database_epoch_id TINYINT NOT NULL,
      epoch BIGINT NOT NULL,
      begun_at DATETIME(3) NOT NULL,
      PRIMARY KEY (database_epoch_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
