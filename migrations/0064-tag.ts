import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Tag1764000000064 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE tag (
        tag_id BIGINT NOT NULL,
        code VARCHAR(64) NOT NULL,
        name VARCHAR(120) NOT NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (tag_id),
        UNIQUE KEY uq_tag_code (code)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE tag');
  }
}
