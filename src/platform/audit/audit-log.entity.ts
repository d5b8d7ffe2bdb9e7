import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Append-only: who of the merchants and the platform changed what. */
@Entity('audit_log')
@Index('ix_audit_subject', ['subject', 'subjectId', 'auditLogId'])
export class AuditLogEntity {
  @PrimaryGeneratedColumn({ name: 'audit_log_id', type: 'bigint' })
  auditLogId: string;

  /** Role and id, for merchants with the merchant: `merchant:7:anna`. */
  @Column({ type: 'varchar', length: 160 })
  actor: string;

  /** What was done, for example `batch.publish`. */
  @Column({ type: 'varchar', length: 60 })
  action: string;

  /** The kind of thing, for example `coupon_batch`. */
  @Column({ type: 'varchar', length: 40 })
  subject: string;

  @Column({ name: 'subject_id', type: 'bigint' })
  subjectId: string;

  @Column({ type: 'json' })
  details: unknown;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
