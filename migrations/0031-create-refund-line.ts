import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateRefundLine1764000000031 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS refund_line (
      refund_id BIGINT NOT NULL,
      line_no INT NOT NULL,
      quantity INT NOT NULL,
      PRIMARY KEY (refund_id, line_no)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
