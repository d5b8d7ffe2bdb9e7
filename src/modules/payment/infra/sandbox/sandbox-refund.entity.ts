import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** What the sandbox provider paid back. */
@Entity('sandbox_refund')
@Index('uq_sandbox_refund_reference', ['reference'], { unique: true })
@Index('ix_sandbox_refund_charge', ['sandboxChargeId'])
export class SandboxRefundEntity {
  @PrimaryGeneratedColumn({ name: 'sandbox_refund_id', type: 'bigint' })
  sandboxRefundId: string;

  /** Our refund id. */
  @Column({ type: 'varchar', length: 64 })
  reference: string;

  @Column({ name: 'sandbox_charge_id', type: 'bigint' })
  sandboxChargeId: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  amountMinor: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
