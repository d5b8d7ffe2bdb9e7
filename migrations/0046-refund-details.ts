import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RefundDetails1764000000046 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE refund
        MODIFY COLUMN payment_id BIGINT NULL,
        ADD COLUMN shipping_returned TINYINT NOT NULL DEFAULT 0,
        ADD COLUMN gift_charge_minor BIGINT NOT NULL DEFAULT 0,
        ADD COLUMN failure VARCHAR(200) NULL`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE refund DROP COLUMN shipping_returned, DROP COLUMN gift_charge_minor, DROP COLUMN failure, MODIFY COLUMN payment_id BIGINT NOT NULL`);
  }
}
