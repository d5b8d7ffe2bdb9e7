import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An order (`order` is a reserved word). Amounts are minor units of its currency. */
@Entity('orders')
@Index('ix_orders_user', ['userId', 'createdAt', 'orderId'])
@Index('ix_orders_user_status', ['userId', 'status'])
@Index('ix_orders_due', ['status', 'expiresAt', 'orderId'])
export class OrderEntity {
  @PrimaryColumn({ name: 'order_id', type: 'bigint' })
  orderId: string;

  @Column({ name: 'user_id', type: 'bigint' })
  userId: string;

  /** See ORDER_TRANSITIONS: 0 awaiting payment, 1 paid, 2 cancelled, 3 timed out, 4 refunded. */
  @Column({ type: 'tinyint' })
  status: number;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ name: 'gross_minor', type: 'bigint' })
  grossMinor: string;

  @Column({ name: 'discount_minor', type: 'bigint' })
  discountMinor: string;

  @Column({ name: 'shipping_minor', type: 'bigint' })
  shippingMinor: string;

  @Column({ name: 'shipping_discount_minor', type: 'bigint' })
  shippingDiscountMinor: string;

  @Column({ name: 'gift_value_minor', type: 'bigint' })
  giftValueMinor: string;

  @Column({ name: 'payable_minor', type: 'bigint' })
  payableMinor: string;

  @Column({ name: 'shipping_code', type: 'varchar', length: 40, nullable: true })
  shippingCode: string | null;

  @Column({ type: 'varchar', length: 40, nullable: true })
  channel: string | null;

  @Column({ name: 'payment_method', type: 'varchar', length: 40, nullable: true })
  paymentMethod: string | null;

  /** The payment that paid it. */
  @Column({ name: 'payment_id', type: 'bigint', nullable: true })
  paymentId: string | null;

  /** Until then the order may be paid and its coupons stay locked. */
  @Column({ name: 'expires_at', type: 'datetime', precision: 3 })
  expiresAt: Date;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ name: 'paid_at', type: 'datetime', precision: 3, nullable: true })
  paidAt: Date | null;

  @Column({ name: 'closed_at', type: 'datetime', precision: 3, nullable: true })
  closedAt: Date | null;
}
