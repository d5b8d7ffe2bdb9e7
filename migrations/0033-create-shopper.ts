import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateShopper1764000000033 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS shopper (
      user_id BIGINT NOT NULL,
      PRIMARY KEY (user_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
