import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderCoupon1764000000035 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE order_coupon (
        order_id BIGINT NOT NULL,
        coupon_id BIGINT NOT NULL,
        batch_id BIGINT NOT NULL,
        rule_id BIGINT NOT NULL,
        merchant_id BIGINT NULL,
        applied_at_step INT NOT NULL,
        discount_minor BIGINT NOT NULL,
        shipping_discount_minor BIGINT NOT NULL,
        gift_value_minor BIGINT NOT NULL,
        PRIMARY KEY (order_id, coupon_id),
        KEY ix_order_coupon_coupon (coupon_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE order_coupon');
  }
}
