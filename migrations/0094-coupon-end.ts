import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CouponEnd1764000000094 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`CREATE INDEX ix_coupon_end ON coupon (status, valid_until)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX ix_coupon_end ON coupon');
  }
}
