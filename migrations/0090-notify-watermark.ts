import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NotifyWatermark1764000000090 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE notify_watermark (
        user_id BIGINT NOT NULL,
        read_until BIGINT NOT NULL,
        PRIMARY KEY (user_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE notify_watermark');
  }
}
