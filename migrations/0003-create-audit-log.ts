import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateAuditLog1764000000003 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS audit_log (
      audit_log_id BIGINT NOT NULL AUTO_INCREMENT,
      actor VARCHAR(160) NOT NULL,
      action VARCHAR(60) NOT NULL,
      subject VARCHAR(40) NOT NULL,
      subject_id BIGINT NOT NULL,
      details JSON NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (audit_log_id),
      KEY ix_audit_subject (subject, subject_id, audit_log_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
