import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateGroupMember1764000000017 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS group_member (
      group_id BIGINT NOT NULL,
      user_id BIGINT NOT NULL,
      PRIMARY KEY (group_id, user_id),
      KEY ix_group_member_user (user_id, group_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
