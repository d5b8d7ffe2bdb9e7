import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCodeUse1764000000048 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS code_use (
      generation_id BIGINT NOT NULL,
      serial BIGINT NOT NULL,
      batch_id BIGINT NOT NULL,
      coupon_id BIGINT NULL,
      user_id BIGINT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (generation_id, serial)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
