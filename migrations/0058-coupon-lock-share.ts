import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CouponLockShare1764000000058 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE coupon_lock_share (
        lock_id BIGINT NOT NULL,
        coupon_id BIGINT NOT NULL,
        line_no INT NOT NULL,
        part TINYINT NOT NULL,
        merchant_id BIGINT NULL,
        amount_minor BIGINT NOT NULL,
        PRIMARY KEY (lock_id, coupon_id, line_no)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE coupon_lock_share');
  }
}
