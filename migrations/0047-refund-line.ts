import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RefundLine1764000000047 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE refund_line (
        refund_id BIGINT NOT NULL,
        line_no INT NOT NULL,
        quantity INT NOT NULL,
        PRIMARY KEY (refund_id, line_no)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE refund_line');
  }
}
