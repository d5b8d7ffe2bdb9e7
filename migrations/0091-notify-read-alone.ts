import type { MigrationInterface, QueryRunner } from 'typeorm';

export class NotifyReadAlone1764000000091 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE notify_read_alone (
        user_id BIGINT NOT NULL,
        inbox_id BIGINT NOT NULL,
        PRIMARY KEY (user_id, inbox_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE notify_read_alone');
  }
}
