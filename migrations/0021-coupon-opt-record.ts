import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CouponOptRecord1764000000021 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE t_coupon_opt_record (
        id BIGINT NOT NULL AUTO_INCREMENT,
        user_id BIGINT NOT NULL,
        coupon_id BIGINT NOT NULL,
        operating TINYINT NOT NULL,
        operated_at DATETIME(3) NOT NULL,
        order_no VARCHAR(64) NULL,
        PRIMARY KEY (id),
        KEY ix_opt_record_coupon (coupon_id, id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE t_coupon_opt_record');
  }
}
