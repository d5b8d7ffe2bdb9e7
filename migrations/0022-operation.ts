import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Operation1764000000022 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE operation (
        operation_id BIGINT NOT NULL,
        kind TINYINT NOT NULL,
        scope VARCHAR(80) NOT NULL,
        status TINYINT NOT NULL DEFAULT 0,
        input MEDIUMTEXT NOT NULL,
        result MEDIUMTEXT NULL,
        created_at DATETIME(3) NOT NULL,
        finished_at DATETIME(3) NULL,
        PRIMARY KEY (operation_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE operation');
  }
}
