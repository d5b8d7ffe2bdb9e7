import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateCouponBatchBudget1764000000007 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS coupon_batch_budget (
      batch_id BIGINT NOT NULL,
      currency CHAR(3) NOT NULL,
      total_minor BIGINT NOT NULL,
      reserved_minor BIGINT NOT NULL DEFAULT 0,
      spent_minor BIGINT NOT NULL DEFAULT 0,
      updated_at DATETIME(3) NOT NULL,
      PRIMARY KEY (batch_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
