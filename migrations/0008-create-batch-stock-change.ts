import { DdlMigration } from '../src/platform/database/ddl-migration';

export class CreateBatchStockChange1764000000008 extends DdlMigration {
  readonly statement = `
    CREATE TABLE IF NOT EXISTS batch_stock_change (
      batch_stock_change_id BIGINT NOT NULL AUTO_INCREMENT,
      batch_id BIGINT NOT NULL,
      kind TINYINT NOT NULL,
      delta BIGINT NOT NULL,
      actor VARCHAR(160) NOT NULL,
      created_at DATETIME(3) NOT NULL,
      PRIMARY KEY (batch_stock_change_id),
      KEY ix_batch_stock_change_batch (batch_id, batch_stock_change_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;
}
