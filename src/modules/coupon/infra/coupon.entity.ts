import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The customer's `coupon` table: one entity issued to a user, in that user's account. */
@Entity('coupon')
@Index('uq_coupon_holder', ['batchId', 'userId', 'claimNo'], { unique: true })
@Index('uq_coupon_request', ['userId', 'requestKey'], { unique: true })
@Index('ix_coupon_user', ['userId', 'status', 'validUntil', 'couponId'])
@Index('ix_coupon_end', ['status', 'validUntil'])
export class CouponEntity {
  @PrimaryColumn({ name: 'coupon_id', type: 'bigint' })
  couponId: string;

  @Column({ name: 'user_id', type: 'bigint' })
  userId: string;

  @Column({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  /** 1 … per_user_limit; with the unique key it is the last guard against a user's coupon too many. */
  @Column({ name: 'claim_no', type: 'int' })
  claimNo: number;

  /** 0 available, 1 locked, 2 used, 3 expired, 4 revoked. */
  @Column({ type: 'tinyint', default: 0 })
  status: number;

  /** 0 claimed by the user, 1 issued by the merchant, 2 distributed, 3 got with a code. */
  @Column({ type: 'tinyint' })
  source: number;

  @Column({ name: 'valid_from', type: 'datetime', precision: 3 })
  validFrom: Date;

  @Column({ name: 'valid_until', type: 'datetime', precision: 3 })
  validUntil: Date;

  /** The Idempotency-Key of the claim that got it. */
  @Column({ name: 'request_key', type: 'varchar', length: 200, nullable: true })
  requestKey: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  /** The order that locked or used it. */
  @Column({ name: 'lock_order_no', type: 'varchar', length: 64, nullable: true })
  lockOrderNo: string | null;

  /** Set while locked: until then the order that holds it may pay. */
  @Column({ name: 'locked_until', type: 'datetime', precision: 3, nullable: true })
  lockedUntil: Date | null;

  @Column({ name: 'used_at', type: 'datetime', precision: 3, nullable: true })
  usedAt: Date | null;
}
