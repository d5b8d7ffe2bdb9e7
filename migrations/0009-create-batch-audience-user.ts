import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateBatchAudienceUser1764000000009 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS batch_audience_user (
      batch_id BIGINT NOT NULL,
      user_id BIGINT NOT NULL,
      PRIMARY KEY (batch_id, user_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
