import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Work that a committed transaction has promised. A row is deleted by the transaction that carries the work out. */
@Entity('outbox')
@Index('ix_outbox_due', ['dueAt'])
export class OutboxEntity {
  @PrimaryGeneratedColumn({ name: 'outbox_id', type: 'bigint' })
  outboxId: string;

  @Column({ type: 'varchar', length: 60 })
  topic: string;

  /** Which of the topic's handlers it is for; null: for all of them. */
  @Column({ type: 'varchar', length: 60, nullable: true })
  handler: string | null;

  @Column({ type: 'text' })
  payload: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  /** When the relay is to put it on the queue (again). */
  @Column({ name: 'due_at', type: 'datetime', precision: 3 })
  dueAt: Date;

  /** How often it was put on the queue. */
  @Column({ type: 'int', default: 0 })
  tries: number;

  /** How often its own work failed. What a server that was away kept from being done does not count. */
  @Column({ type: 'int', default: 0 })
  failures: number;
}
