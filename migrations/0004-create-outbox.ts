import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateOutbox1764000000004 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS outbox (
      outbox_id BIGINT NOT NULL AUTO_INCREMENT,
      topic VARCHAR(60) NOT NULL,
      handler VARCHAR(60) NULL,
      payload TEXT NOT NULL,
      created_at DATETIME(3) NOT NULL,
      due_at DATETIME(3) NOT NULL,
      tries INT NOT NULL DEFAULT 0,
      failures INT NOT NULL DEFAULT 0,
      PRIMARY KEY (outbox_id),
      KEY ix_outbox_due (due_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
