import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** One message, whoever gets it: its content is stored once, per locale, in {@link NotifyMessageTextEntity}. */
@Entity('notify_message')
@Index('uq_notify_message_source', ['sourceKey'], { unique: true })
@Index('ix_notify_message_owner', ['merchantId', 'messageId'])
export class NotifyMessageEntity {
  @PrimaryColumn({ name: 'message_id', type: 'bigint' })
  messageId: string;

  /** null: the platform's. */
  @Column({ name: 'merchant_id', type: 'bigint', nullable: true })
  merchantId: string | null;

  @Column({ name: 'template_id', type: 'bigint', nullable: true })
  templateId: string | null;

  /** The batch of the codes that its users get, each one of their own; its texts have gaps for them. */
  @Column({ name: 'code_batch_id', type: 'bigint', nullable: true })
  codeBatchId: string | null;

  /** What it was made for, where that must not be made twice, such as `reminder:17`. */
  @Column({ name: 'source_key', type: 'varchar', length: 100, nullable: true })
  sourceKey: string | null;

  /** 1: part of what a user has ordered or asked for, so it goes to those as well who want no other messages. */
  @Column({ type: 'tinyint', default: 0 })
  transactional: number;

  @Column({ name: 'default_locale', type: 'varchar', length: 35 })
  defaultLocale: string;

  /** 1: its one inbox row is everyone's. */
  @Column({ name: 'to_everyone', type: 'tinyint', default: 0 })
  toEveryone: number;

  /** JSON: the resolved selection that it goes to; null: to everyone, or to whom its maker names part by part. */
  @Column({ type: 'mediumtext', nullable: true })
  audience: string | null;

  /** 0 being sent, 1 sent. */
  @Column({ type: 'tinyint' })
  status: number;

  /** How far the walk through its audience has come: a user id. */
  @Column({ name: 'sent_until', type: 'bigint', default: 0 })
  sentUntil: string;

  /** Users who have a row of their own. */
  @Column({ type: 'bigint', default: 0 })
  recipients: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}

@Entity('notify_message_text')
export class NotifyMessageTextEntity {
  @PrimaryColumn({ name: 'message_id', type: 'bigint' })
  messageId: string;

  @PrimaryColumn({ type: 'varchar', length: 35 })
  locale: string;

  @Column({ type: 'varchar', length: 200 })
  title: string;

  @Column({ type: 'text' })
  body: string;

  @Column({ name: 'email_subject', type: 'varchar', length: 200, nullable: true })
  emailSubject: string | null;

  @Column({ name: 'email_text', type: 'mediumtext', nullable: true })
  emailText: string | null;

  @Column({ name: 'email_html', type: 'mediumtext', nullable: true })
  emailHtml: string | null;

  @Column({ name: 'sms_text', type: 'text', nullable: true })
  smsText: string | null;
}

/**
 * The inboxes: a thin row per user for targeted messages, clustered by user; and ONE row of user 0 for a message to everyone.
 * inbox_id orders both kinds in one sequence, so a page is a merge of two index ranges.
 */
@Entity('notify_inbox')
@Index('ix_inbox_id', ['inboxId'])
export class NotifyInboxEntity {
  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: string;

  @PrimaryGeneratedColumn({ name: 'inbox_id', type: 'bigint' })
  inboxId: string;

  @Column({ name: 'message_id', type: 'bigint' })
  messageId: string;

  /** The coupon that it is about, if it is about one. */
  @Column({ name: 'coupon_id', type: 'bigint', nullable: true })
  couponId: string | null;

  /** Which of its message's codes the user gets. */
  @Column({ name: 'code_serial', type: 'bigint', nullable: true })
  codeSerial: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  /** Of a user's own row only: rows of everyone are read by the watermark, or alone. */
  @Column({ name: 'read_at', type: 'datetime', precision: 3, nullable: true })
  readAt: Date | null;
}

/** Per user: messages to everyone up to here are read. */
@Entity('notify_watermark')
export class NotifyWatermarkEntity {
  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: string;

  @Column({ name: 'read_until', type: 'bigint' })
  readUntil: string;
}

/** A message to everyone, above the watermark, that this user read alone. */
@Entity('notify_individually_read')
export class NotifyIndividuallyReadEntity {
  @PrimaryColumn({ name: 'user_id', type: 'bigint' })
  userId: string;

  @PrimaryColumn({ name: 'inbox_id', type: 'bigint' })
  inboxId: string;
}
