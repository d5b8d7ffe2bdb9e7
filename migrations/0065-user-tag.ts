import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UserTag1764000000065 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE user_tag (
        tag_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        PRIMARY KEY (tag_id, user_id),
        KEY ix_user_tag_user (user_id, tag_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE user_tag');
  }
}
