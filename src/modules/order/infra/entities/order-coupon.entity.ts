import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A coupon that an order was priced with. The rule version behind it never changes, so rule_id is the copy of its terms. */
@Entity('order_coupon')
@Index('ix_order_coupon_coupon', ['couponId'])
export class OrderCouponEntity {
  @PrimaryColumn({ name: 'order_id', type: 'bigint' })
  orderId: string;

  @PrimaryColumn({ name: 'coupon_id', type: 'bigint' })
  couponId: string;

  @Column({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  @Column({ name: 'rule_id', type: 'bigint' })
  ruleId: string;

  /** NULL: a coupon of the platform. */
  @Column({ name: 'merchant_id', type: 'bigint', nullable: true })
  merchantId: string | null;

  /** Place in the order of application, from 0. */
  @Column({ name: 'applied_at_step', type: 'int' })
  appliedAtStep: number;

  @Column({ name: 'discount_minor', type: 'bigint' })
  discountMinor: string;

  @Column({ name: 'shipping_discount_minor', type: 'bigint' })
  shippingDiscountMinor: string;

  @Column({ name: 'gift_value_minor', type: 'bigint' })
  giftValueMinor: string;

  /** The batch had a budget: what the coupon gives away was taken from it. */
  @Column({ type: 'tinyint', default: 0 })
  budgeted: number;

  /** The merchant's part of what it gives away, copied from the batch. */
  @Column({ name: 'merchant_share_bp', type: 'int', default: 0 })
  merchantShareBp: number;

  /** Copied from the batch: what a whole refund does to the coupon. */
  @Column({ name: 'restore_policy', type: 'tinyint', default: 0 })
  restore: number;

  @Column({ name: 'restore_days', type: 'int', nullable: true })
  restoreDays: number | null;

  /** When a whole refund made it available again. */
  @Column({ name: 'restored_at', type: 'datetime', precision: 3, nullable: true })
  restoredAt: Date | null;
}
