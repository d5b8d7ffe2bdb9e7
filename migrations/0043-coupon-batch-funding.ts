import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CouponBatchFunding1764000000043 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE coupon_batch
        ADD COLUMN merchant_share_bp INT NULL,
        ADD COLUMN give_back TINYINT NOT NULL DEFAULT 0,
        ADD COLUMN give_back_days INT NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE coupon_batch DROP COLUMN merchant_share_bp, DROP COLUMN give_back, DROP COLUMN give_back_days`);
  }
}
