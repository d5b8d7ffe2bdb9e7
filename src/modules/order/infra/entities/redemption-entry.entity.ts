import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * The redemption ledger, append-only: what each coupon gave away on each line of a paid order, who bears it, and what
 * refunds reversed of it (negative). Per coupon and line the sum never falls below zero.
 */
@Entity('redemption_entry')
@Index('uq_redemption_entry', ['orderId', 'couponId', 'lineNo', 'refundId'], { unique: true })
export class RedemptionEntryEntity {
  @PrimaryGeneratedColumn({ name: 'redemption_entry_id', type: 'bigint' })
  redemptionEntryId: string;

  @Column({ name: 'order_id', type: 'bigint' })
  orderId: string;

  @Column({ name: 'coupon_id', type: 'bigint' })
  couponId: string;

  /** 0: shipping. */
  @Column({ name: 'line_no', type: 'int' })
  lineNo: number;

  /** 0: the order's payment; otherwise the refund that reverses. */
  @Column({ name: 'refund_id', type: 'bigint', default: 0 })
  refundId: string;

  /** See RedemptionPart. */
  @Column({ type: 'tinyint' })
  part: number;

  @Column({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  @Column({ name: 'rule_id', type: 'bigint' })
  ruleId: string;

  /** Who bears merchant_minor: the line's merchant. NULL for shipping that a coupon of the platform waives. */
  @Column({ name: 'merchant_id', type: 'bigint', nullable: true })
  merchantId: string | null;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** merchant_minor + platform_minor. */
  @Column({ name: 'amount_minor', type: 'bigint' })
  amountMinor: string;

  @Column({ name: 'merchant_minor', type: 'bigint' })
  merchantMinor: string;

  @Column({ name: 'platform_minor', type: 'bigint' })
  platformMinor: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
