import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IdempotencyRepeats1764000000095 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE idempotency_key ADD COLUMN repeats INT UNSIGNED NOT NULL DEFAULT 0');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE idempotency_key DROP COLUMN repeats');
  }
}
