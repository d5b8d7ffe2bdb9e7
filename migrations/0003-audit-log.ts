import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditLog1764000000003 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE audit_log (
        audit_log_id BIGINT NOT NULL AUTO_INCREMENT,
        actor VARCHAR(160) NOT NULL,
        action VARCHAR(60) NOT NULL,
        subject VARCHAR(40) NOT NULL,
        subject_id BIGINT NOT NULL,
        details JSON NOT NULL,
        created_at DATETIME(3) NOT NULL,
        PRIMARY KEY (audit_log_id),
        KEY ix_audit_subject (subject, subject_id, audit_log_id)
      ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE audit_log');
  }
}
