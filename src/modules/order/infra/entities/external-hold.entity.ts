import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * Coupons that an outside order system holds for an order of its own. Try and Cancel both insert into the unique key of
 * client and order number, so that a cancel that comes before its try refuses the late try.
 */
@Entity('coupon_lock')
@Index('uq_coupon_lock_order', ['clientId', 'orderNo'], { unique: true })
@Index('ix_coupon_lock_due', ['status', 'lockedUntil', 'lockId'])
@Index('ix_coupon_lock_user', ['userId', 'status'])
export class ExternalHoldEntity {
  /** From the sequence of the orders: unique among both, so that coupons and ledger name either by one number. */
  @PrimaryColumn({ name: 'lock_id', type: 'bigint' })
  lockId: string;

  @Column({ name: 'client_id', type: 'varchar', length: 64 })
  clientId: string;

  /** The outside system's own. */
  @Column({ name: 'order_no', type: 'varchar', length: 64 })
  orderNo: string;

  /** NULL: cancelled before its try came. */
  @Column({ name: 'user_id', type: 'bigint', nullable: true })
  userId: string | null;

  /** See HoldStatus. */
  @Column({ type: 'tinyint' })
  status: number;

  /** SHA-256 of the try's input. */
  @Column({ name: 'request_hash', type: 'char', length: 64, nullable: true })
  requestHash: string | null;

  /** What the try was answered, as text: a repetition is answered byte for byte. */
  @Column({ type: 'mediumtext', nullable: true })
  answer: string | null;

  @Column({ name: 'locked_until', type: 'datetime', precision: 3, nullable: true })
  lockedUntil: Date | null;

  @Column({ name: 'confirmed_at', type: 'datetime', precision: 3, nullable: true })
  confirmedAt: Date | null;

  /** When it was cancelled or timed out. */
  @Column({ name: 'closed_at', type: 'datetime', precision: 3, nullable: true })
  closedAt: Date | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
