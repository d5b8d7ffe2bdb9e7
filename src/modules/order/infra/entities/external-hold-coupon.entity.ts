import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A coupon of an outside order, with what it gives away there and the terms of its batch, copied. */
@Entity('coupon_lock_coupon')
export class ExternalHoldCouponEntity {
  @PrimaryColumn({ name: 'lock_id', type: 'bigint' })
  lockId: string;

  @PrimaryColumn({ name: 'coupon_id', type: 'bigint' })
  couponId: string;

  @Column({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  @Column({ name: 'rule_id', type: 'bigint' })
  ruleId: string;

  /** NULL: a coupon of the platform. */
  @Column({ name: 'merchant_id', type: 'bigint', nullable: true })
  merchantId: string | null;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'tinyint' })
  budgeted: number;

  @Column({ name: 'merchant_share_bp', type: 'int' })
  merchantShareBp: number;

  @Column({ name: 'discount_minor', type: 'bigint' })
  discountMinor: string;

  @Column({ name: 'shipping_discount_minor', type: 'bigint' })
  shippingDiscountMinor: string;

  @Column({ name: 'gift_value_minor', type: 'bigint' })
  giftValueMinor: string;
}
