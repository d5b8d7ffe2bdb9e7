import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Outbox1764000000004 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE outbox (
        outbox_id BIGINT NOT NULL AUTO_INCREMENT,
        topic VARCHAR(60) NOT NULL,
        payload TEXT NOT NULL,
        created_at DATETIME(3) NOT NULL,
        due_at DATETIME(3) NOT NULL,
        tries INT NOT NULL DEFAULT 0,
        PRIMARY KEY (outbox_id),
        KEY ix_outbox_due (due_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE outbox');
  }
}
