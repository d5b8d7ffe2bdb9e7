import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderCouponTerms1764000000044 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE order_coupon
        ADD COLUMN budgeted TINYINT NOT NULL DEFAULT 0,
        ADD COLUMN merchant_share_bp INT NOT NULL DEFAULT 0,
        ADD COLUMN give_back TINYINT NOT NULL DEFAULT 0,
        ADD COLUMN give_back_days INT NULL,
        ADD COLUMN given_back_at DATETIME(3) NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE order_coupon DROP COLUMN budgeted, DROP COLUMN merchant_share_bp, DROP COLUMN give_back, DROP COLUMN give_back_days, DROP COLUMN given_back_at`);
  }
}
