import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UserGroup1764000000066 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE user_group (
        group_id BIGINT NOT NULL,
        code VARCHAR(64) NOT NULL,
        name VARCHAR(120) NOT NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (group_id),
        UNIQUE KEY uq_user_group_code (code)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE user_group');
  }
}
