import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** The sandbox provider's own memory: stands for the database of a payment company, so only the sandbox reads it. */
@Entity('sandbox_charge')
@Index('uq_sandbox_charge_reference', ['reference'], { unique: true })
@Index('ix_sandbox_charge_callback', ['callbackAt', 'sandboxChargeId'])
export class SandboxChargeEntity {
  @PrimaryGeneratedColumn({ name: 'sandbox_charge_id', type: 'bigint' })
  sandboxChargeId: string;

  /** Our payment id: the second charge with one reference is the first. */
  @Column({ type: 'varchar', length: 64 })
  reference: string;

  @Column({ name: 'method_token', type: 'varchar', length: 100 })
  methodToken: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  amountMinor: string;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** Set when the charge settles as declined. */
  @Column({ name: 'decline_code', type: 'varchar', length: 60, nullable: true })
  declineCode: string | null;

  /** Pending before, final after. */
  @Column({ name: 'settles_at', type: 'datetime', precision: 3 })
  settlesAt: Date;

  @Column({ name: 'callbacks_left', type: 'int' })
  callbacksLeft: number;

  /** When the next callback is due; NULL when none is left. */
  @Column({ name: 'callback_at', type: 'datetime', precision: 3, nullable: true })
  callbackAt: Date | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
