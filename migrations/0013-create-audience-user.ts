import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateAudienceUser1764000000013 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS audience_user (
      user_id BIGINT NOT NULL,
      email VARCHAR(254) NULL,
      phone VARCHAR(16) NULL,
      locale VARCHAR(35) NULL,
      time_zone VARCHAR(64) NULL,
      email_undeliverable_at DATETIME(3) NULL,
      email_undeliverable_code VARCHAR(20) NULL,
      phone_undeliverable_at DATETIME(3) NULL,
      phone_undeliverable_code VARCHAR(20) NULL,
      email_opt_in TINYINT NOT NULL DEFAULT 0,
      email_opt_in_at DATETIME(3) NULL,
      email_opt_in_source TINYINT NULL,
      sms_opt_in TINYINT NOT NULL DEFAULT 0,
      sms_opt_in_at DATETIME(3) NULL,
      sms_opt_in_source TINYINT NULL,
      opted_out TINYINT NOT NULL DEFAULT 0,
      opted_out_at DATETIME(3) NULL,
      opted_out_source TINYINT NULL,
      quiet_from CHAR(5) NULL,
      quiet_until CHAR(5) NULL,
      last_active_at DATETIME(3) NULL,
      last_import_id BIGINT NULL,
      created_at DATETIME(3) NOT NULL,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (user_id),
      KEY ix_audience_user_active (last_active_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
