import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Category1764000000030 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE category (
        category_id BIGINT NOT NULL,
        merchant_id BIGINT NOT NULL,
        parent_id BIGINT NULL,
        name VARCHAR(120) NOT NULL,
        path VARCHAR(400) NOT NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (category_id),
        UNIQUE KEY uq_category_path (merchant_id, path)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE category');
  }
}
