import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateUserTag1764000000015 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS user_tag (
      tag_id BIGINT NOT NULL,
      user_id BIGINT NOT NULL,
      PRIMARY KEY (tag_id, user_id),
      KEY ix_user_tag_user (user_id, tag_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
