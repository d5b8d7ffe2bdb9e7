import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ShippingRate1764000000032 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE shipping_rate (
        code VARCHAR(40) NOT NULL,
        currency CHAR(3) NOT NULL,
        price_minor BIGINT NOT NULL,
        updated_at DATETIME(3) NOT NULL,
        PRIMARY KEY (code, currency)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE shipping_rate');
  }
}
