import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Refund1764000000038 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE refund (
        refund_id BIGINT NOT NULL,
        order_id BIGINT NOT NULL,
        payment_id BIGINT NOT NULL,
        amount_minor BIGINT NOT NULL,
        currency CHAR(3) NOT NULL,
        reason TINYINT NOT NULL,
        status TINYINT NOT NULL,
        provider_refund_id VARCHAR(100) NULL,
        check_at DATETIME(3) NULL,
        attempts INT NOT NULL DEFAULT 0,
        created_at DATETIME(3) NOT NULL,
        updated_at DATETIME(3) NOT NULL,
        PRIMARY KEY (refund_id),
        KEY ix_refund_order (order_id, refund_id),
        KEY ix_refund_payment (payment_id),
        KEY ix_refund_due (status, check_at, refund_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE refund');
  }
}
