import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IdempotencyKey1764000000002 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE idempotency_key (
        idempotency_key_id BIGINT NOT NULL AUTO_INCREMENT,
        scope VARCHAR(80) NOT NULL,
        idem_key VARCHAR(200) NOT NULL,
        request_hash CHAR(64) NOT NULL,
        response MEDIUMTEXT NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (idempotency_key_id),
        UNIQUE KEY uq_idempotency_scope_key (scope, idem_key),
        KEY ix_idempotency_created (created_at)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE idempotency_key');
  }
}
