import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BatchAudienceUser1764000000013 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE batch_audience_user (
        batch_id BIGINT NOT NULL,
        user_id BIGINT NOT NULL,
        PRIMARY KEY (batch_id, user_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE batch_audience_user');
  }
}
