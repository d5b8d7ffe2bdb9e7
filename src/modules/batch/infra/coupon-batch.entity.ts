import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The customer's `coupon_batch` table: the template of a group of coupons with the same conditions. */
@Entity('coupon_batch')
@Index('ix_batch_merchant', ['merchantId', 'batchId'])
@Index('ix_batch_centre', ['status', 'claimUntil', 'batchId'])
@Index('ix_batch_rule', ['ruleId'])
export class CouponBatchEntity {
  @PrimaryColumn({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  /** NULL: a batch of the platform. */
  @Column({ name: 'merchant_id', type: 'bigint', nullable: true })
  merchantId: string | null;

  @Column({ name: 'coupon_name', type: 'varchar', length: 120 })
  couponName: string;

  @Column({ name: 'rule_id', type: 'bigint' })
  ruleId: string;

  /** The stock that is LEFT, as the customer defined it. NULL: no limit. */
  @Column({ name: 'total_count', type: 'bigint', nullable: true })
  totalCount: string | null;

  /** Set aside for distributions under way. */
  @Column({ name: 'reserved_count', type: 'bigint', default: 0 })
  reservedCount: string;

  /** Coupons issued. */
  @Column({ name: 'assign_count', type: 'bigint', default: 0 })
  assignCount: string;

  /** The most coupons of this batch that one user can get. */
  @Column({ name: 'per_user_limit', type: 'int' })
  perUserLimit: number;

  /** 0 everyone, 1 listed users, 2 selected users. */
  @Column({ name: 'audience_type', type: 'tinyint', default: 0 })
  audienceType: number;

  /** 0 users get coupons by themselves, 1 with a code that can be used once, 2 with a word that all use. */
  @Column({ name: 'code_mode', type: 'tinyint', default: 0 })
  codeMode: number;

  @Column({ name: 'claim_from', type: 'datetime', precision: 3 })
  claimFrom: Date;

  @Column({ name: 'claim_until', type: 'datetime', precision: 3 })
  claimUntil: Date;

  /** 0 fixed window (valid_from, valid_until), 1 valid_days from getting. */
  @Column({ name: 'validity_type', type: 'tinyint' })
  validityType: number;

  @Column({ name: 'valid_from', type: 'datetime', precision: 3, nullable: true })
  validFrom: Date | null;

  @Column({ name: 'valid_until', type: 'datetime', precision: 3, nullable: true })
  validUntil: Date | null;

  @Column({ name: 'valid_days', type: 'int', nullable: true })
  validDays: number | null;

  /** 0 draft, 1 published, 2 paused, 3 ended. */
  @Column({ type: 'tinyint', default: 0 })
  status: number;

  /** Rises with every change of terms: what was read by an older version is refused by the counter's UPDATE. */
  @Column({ type: 'int', default: 1 })
  version: number;

  /** Days before the end at which holders are reminded, for example [3, 1]. */
  @Column({ name: 'remind_days', type: 'json' })
  remindDays: number[];

  /** The merchant's part of what its coupons give away, the platform bears the rest. NULL: all of it by the owner. */
  @Column({ name: 'merchant_share_bp', type: 'int', nullable: true })
  merchantShareBp: number | null;

  /** When an order is refunded whole: 0 the coupon stays used, 1 given back if valid, 2 given back and extended. */
  @Column({ name: 'restore_policy', type: 'tinyint', default: 0 })
  restore: number;

  /** Only where it is extended: by how many days. */
  @Column({ name: 'restore_days', type: 'int', nullable: true })
  restoreDays: number | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ name: 'published_at', type: 'datetime', precision: 3, nullable: true })
  publishedAt: Date | null;

  @Column({ name: 'ended_at', type: 'datetime', precision: 3, nullable: true })
  endedAt: Date | null;

  /** For selected users: {asked, resolved}. */
  @Column({ name: 'audience_selection', type: 'json', nullable: true })
  audienceSelection: object | null;
}
