import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GroupMember1764000000067 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE group_member (
        group_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        PRIMARY KEY (group_id, user_id),
        KEY ix_group_member_user (user_id, group_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE group_member');
  }
}
