import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CouponLockCoupon1764000000057 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE coupon_lock_coupon (
        lock_id BIGINT NOT NULL,
        coupon_id BIGINT NOT NULL,
        batch_id BIGINT NOT NULL,
        rule_id BIGINT NOT NULL,
        merchant_id BIGINT NULL,
        currency CHAR(3) NOT NULL,
        budgeted TINYINT NOT NULL,
        merchant_share_bp INT NOT NULL,
        discount_minor BIGINT NOT NULL,
        shipping_discount_minor BIGINT NOT NULL,
        gift_value_minor BIGINT NOT NULL,
        PRIMARY KEY (lock_id, coupon_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE coupon_lock_coupon');
  }
}
