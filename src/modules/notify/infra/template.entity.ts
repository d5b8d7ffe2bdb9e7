import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Texts with gaps, per locale. A template never changes: what is to be said otherwise is another template. */
@Entity('notify_template')
@Index('ix_notify_template_owner', ['merchantId', 'templateId'])
export class NotifyTemplateEntity {
  @PrimaryColumn({ name: 'template_id', type: 'bigint' })
  templateId: string;

  /** null: the platform's. */
  @Column({ name: 'merchant_id', type: 'bigint', nullable: true })
  merchantId: string | null;

  @Column({ type: 'varchar', length: 120 })
  name: string;

  /** 1: part of what a user has ordered or asked for, so it goes to those as well who want no other messages. */
  @Column({ type: 'tinyint', default: 0 })
  transactional: number;

  @Column({ name: 'default_locale', type: 'varchar', length: 35 })
  defaultLocale: string;

  /** JSON: the names that a message must give values for. */
  @Column({ type: 'text' })
  variables: string;

  /** JSON: locale → texts. Text, because MySQL would reorder a JSON object's fields. */
  @Column({ type: 'mediumtext' })
  texts: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
