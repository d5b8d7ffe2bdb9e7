import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateIdSequence1764000000001 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS id_sequence (
      name VARCHAR(32) NOT NULL,
      next_value BIGINT NOT NULL,
      PRIMARY KEY (name)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
