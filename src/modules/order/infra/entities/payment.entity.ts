import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One attempt to pay an order, written before the provider is asked. */
@Entity('payment')
@Index('uq_payment_provider', ['provider', 'providerPaymentId'], { unique: true })
@Index('ix_payment_order', ['orderId', 'paymentId'])
@Index('ix_payment_due', ['status', 'checkAt', 'paymentId'])
export class PaymentEntity {
  @PrimaryColumn({ name: 'payment_id', type: 'bigint' })
  paymentId: string;

  @Column({ name: 'order_id', type: 'bigint' })
  orderId: string;

  @Column({ type: 'varchar', length: 20 })
  provider: string;

  /** The provider's token for the card or account; never the card itself. */
  @Column({ name: 'method_token', type: 'varchar', length: 100 })
  methodToken: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  amountMinor: string;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** See PAYMENT_TRANSITIONS: 0 created, 1 pending at the provider, 2 succeeded, 3 declined. */
  @Column({ type: 'tinyint' })
  status: number;

  @Column({ name: 'provider_payment_id', type: 'varchar', length: 100, nullable: true })
  providerPaymentId: string | null;

  @Column({ name: 'decline_code', type: 'varchar', length: 60, nullable: true })
  declineCode: string | null;

  /** When the due scan asks the provider; NULL once nothing is open. */
  @Column({ name: 'check_at', type: 'datetime', precision: 3, nullable: true })
  checkAt: Date | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
