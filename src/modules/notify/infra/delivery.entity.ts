import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** One e-mail or SMS to one user. The address is not kept: it is the user's when it is sent. */
@Entity('notify_delivery')
@Index('ix_delivery_due', ['dueAt'])
@Index('ix_delivery_status', ['status', 'deliveryId'])
@Index('ix_delivery_message', ['messageId', 'status'])
export class NotifyDeliveryEntity {
  @PrimaryGeneratedColumn({ name: 'delivery_id', type: 'bigint' })
  deliveryId: string;

  @Column({ name: 'message_id', type: 'bigint' })
  messageId: string;

  @Column({ name: 'user_id', type: 'bigint' })
  userId: string;

  /** Which of its message's codes the user gets. */
  @Column({ name: 'code_serial', type: 'bigint', nullable: true })
  codeSerial: string | null;

  /** 1 e-mail, 2 SMS. */
  @Column({ type: 'tinyint' })
  channel: number;

  /** 0 waiting, 1 sent, 2 dead, 3 not needed any more. */
  @Column({ type: 'tinyint', default: 0 })
  status: number;

  /** Tries that were begun. */
  @Column({ type: 'int', default: 0 })
  attempts: number;

  /** When it is tried (again); null once it is settled. */
  @Column({ name: 'due_at', type: 'datetime', precision: 3, nullable: true })
  dueAt: Date | null;

  /** What the channel calls it: an SMTP Message-ID, a provider's message id. */
  @Column({ name: 'provider_id', type: 'varchar', length: 200, nullable: true })
  providerId: string | null;

  @Column({ name: 'last_error', type: 'varchar', length: 300, nullable: true })
  lastError: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
