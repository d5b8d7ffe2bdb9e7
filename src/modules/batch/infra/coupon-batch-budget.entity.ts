import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What the coupons of a batch may give away in all. A row of its own: orders change it, getting coupons does not. What is
 * left is total − reserved − spent, and never below zero. A batch without a row has no limit.
 */
@Entity('coupon_batch_budget')
export class CouponBatchBudgetEntity {
  @PrimaryColumn({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  /** The rule's. */
  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ name: 'total_minor', type: 'bigint' })
  totalMinor: string;

  /** Of orders that wait for payment. */
  @Column({ name: 'reserved_minor', type: 'bigint', default: 0 })
  reservedMinor: string;

  /** Of paid orders, less what was refunded. */
  @Column({ name: 'spent_minor', type: 'bigint', default: 0 })
  spentMinor: string;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
