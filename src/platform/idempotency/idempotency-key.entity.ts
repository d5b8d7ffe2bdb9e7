import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A request that took effect, with its answer word for word: MySQL reorders JSON, so the answer is text. */
@Entity('idempotency_key')
@Index('uq_idempotency_scope_key', ['scope', 'idemKey'], { unique: true })
@Index('ix_idempotency_created', ['createdAt'])
export class IdempotencyKeyEntity {
  @PrimaryGeneratedColumn({ name: 'idempotency_key_id', type: 'bigint' })
  idempotencyKeyId: string;

  /** Who sent it: role and id, so that callers can't meet each other's keys. */
  @Column({ type: 'varchar', length: 80 })
  scope: string;

  @Column({ name: 'idem_key', type: 'varchar', length: 200 })
  idemKey: string;

  @Column({ name: 'request_hash', type: 'char', length: 64 })
  requestHash: string;

  @Column({ type: 'mediumtext', nullable: true })
  response: string | null;

  /** How often the request came again. */
  @Column({ type: 'int', unsigned: true, default: 0 })
  repeats: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
