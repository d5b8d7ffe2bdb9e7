import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CouponBatchSelection1764000000070 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE coupon_batch ADD COLUMN audience_selection JSON NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE coupon_batch DROP COLUMN audience_selection');
  }
}
