import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * Append-only: every change of what a batch may issue in all. Its sum per batch equals total_count + reserved_count +
 * assign_count at every commit.
 */
@Entity('batch_stock_change')
@Index('ix_batch_stock_change_batch', ['batchId', 'batchStockChangeId'])
export class BatchStockChangeEntity {
  @PrimaryGeneratedColumn({ name: 'batch_stock_change_id', type: 'bigint' })
  batchStockChangeId: string;

  @Column({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  /** 0 published, 1 top-up, 2 withdrawal. */
  @Column({ type: 'tinyint' })
  kind: number;

  /** Positive or negative number of coupons. */
  @Column({ type: 'bigint' })
  delta: string;

  /** Role and id of who did it. */
  @Column({ type: 'varchar', length: 160 })
  actor: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
