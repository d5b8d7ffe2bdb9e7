import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Money that has to go back, written in the transaction that decided it and carried out afterwards. */
@Entity('refund')
@Index('ix_refund_order', ['orderId', 'refundId'])
@Index('ix_refund_payment', ['paymentId'])
@Index('ix_refund_due', ['status', 'checkAt', 'refundId'])
export class RefundEntity {
  @PrimaryColumn({ name: 'refund_id', type: 'bigint' })
  refundId: string;

  @Column({ name: 'order_id', type: 'bigint' })
  orderId: string;

  /** NULL: an order of zero was refunded; nothing is to be paid back. */
  @Column({ name: 'payment_id', type: 'bigint', nullable: true })
  paymentId: string | null;

  @Column({ name: 'amount_minor', type: 'bigint' })
  amountMinor: string;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** See RefundReason. */
  @Column({ type: 'tinyint' })
  reason: number;

  /** See REFUND_TRANSITIONS: 0 due, 1 done, 2 failed for good. */
  @Column({ type: 'tinyint' })
  status: number;

  @Column({ name: 'provider_refund_id', type: 'varchar', length: 100, nullable: true })
  providerRefundId: string | null;

  @Column({ name: 'check_at', type: 'datetime', precision: 3, nullable: true })
  checkAt: Date | null;

  @Column({ type: 'int', default: 0 })
  attempts: number;

  /** With what was returned, the shipping was paid back. */
  @Column({ name: 'shipping_refunded', type: 'tinyint', default: 0 })
  shippingRefunded: number;

  /** What was kept back for gifts that the user keeps and no longer earns. */
  @Column({ name: 'gift_charge_minor', type: 'bigint', default: 0 })
  giftChargeMinor: string;

  /** What the provider said when it last refused. */
  @Column({ type: 'varchar', length: 200, nullable: true })
  failure: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
