import type { MigrationInterface, QueryRunner } from 'typeorm';

export class OrderLineShare1764000000036 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE order_line_share (
        order_id BIGINT NOT NULL,
        line_no INT NOT NULL,
        coupon_id BIGINT NOT NULL,
        amount_minor BIGINT NOT NULL,
        PRIMARY KEY (order_id, line_no, coupon_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE order_line_share');
  }
}
