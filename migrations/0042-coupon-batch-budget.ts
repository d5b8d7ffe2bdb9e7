import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CouponBatchBudget1764000000042 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE coupon_batch_budget (
        batch_id BIGINT NOT NULL,
        currency CHAR(3) NOT NULL,
        total_minor BIGINT NOT NULL,
        reserved_minor BIGINT NOT NULL DEFAULT 0,
        spent_minor BIGINT NOT NULL DEFAULT 0,
        updated_at DATETIME(3) NOT NULL,
        PRIMARY KEY (batch_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE coupon_batch_budget');
  }
}
