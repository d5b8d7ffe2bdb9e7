import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A task that gives coupons of one batch to many users. */
@Entity('distribution')
@Index('ix_distribution_status', ['status', 'startAt'])
@Index('ix_distribution_merchant', ['merchantId', 'distributionId'])
export class DistributionEntity {
  @PrimaryColumn({ name: 'distribution_id', type: 'bigint' })
  distributionId: string;

  @Column({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  /** Of the batch. NULL: the platform. */
  @Column({ name: 'merchant_id', type: 'bigint', nullable: true })
  merchantId: string | null;

  /** 0 scheduled, 1 running, 2 paused, 3 cancelling, 4 cancelled, 5 done, 6 exhausted, 7 incomplete. */
  @Column({ type: 'tinyint', default: 0 })
  status: number;

  /** Why it was cancelled by itself: an error code. */
  @Column({ type: 'varchar', length: 40, nullable: true })
  reason: string | null;

  /** Who is meant, as asked for; JSON text. */
  @Column({ type: 'mediumtext' })
  selection: string;

  /** The same with ids instead of codes; JSON text. */
  @Column({ name: 'resolved_selection', type: 'mediumtext' })
  resolvedSelection: string;

  /** How many coupons each user gets. */
  @Column({ name: 'per_user', type: 'int' })
  perUser: number;

  /** What its users are told: {title, body} as JSON text. */
  @Column({ type: 'text', nullable: true })
  message: string | null;

  @Column({ name: 'audience_count', type: 'bigint' })
  audienceCount: string;

  @Column({ name: 'audience_estimated', type: 'tinyint' })
  audienceEstimated: number;

  @Column({ name: 'start_at', type: 'datetime', precision: 3 })
  startAt: Date;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'started_at', type: 'datetime', precision: 3, nullable: true })
  startedAt: Date | null;

  @Column({ name: 'finished_at', type: 'datetime', precision: 3, nullable: true })
  finishedAt: Date | null;

  /** The walk through the audience has planned chunks up to this user. */
  @Column({ name: 'cursor_user_id', type: 'bigint', default: 0 })
  cursorUserId: string;

  /** 1: the walk has reached the end. */
  @Column({ name: 'audience_exhausted', type: 'tinyint', default: 0 })
  audienceExhausted: number;

  /** Chunks planned so far; the last one's number. */
  @Column({ type: 'int', default: 0 })
  chunks: number;

  /** Of the batch's reserved_count what this task still holds. */
  @Column({ name: 'reserved_left', type: 'bigint', default: 0 })
  reservedLeft: string;

  /** Of a batch with unique codes: the next serial that it has for a chunk, up to {@link untilSerial}. NULL: none. */
  @Column({ name: 'next_serial', type: 'bigint', nullable: true })
  nextSerial: string | null;

  @Column({ name: 'until_serial', type: 'bigint', nullable: true })
  untilSerial: string | null;

  /** Coupons issued, or codes sent. */
  @Column({ type: 'bigint', default: 0 })
  issued: string;

  /** Users who got at least one. */
  @Column({ type: 'bigint', default: 0 })
  served: string;

  /** Users who held as many as they may. */
  @Column({ type: 'bigint', default: 0 })
  skipped: string;

  /** Users whom the stock did not reach. */
  @Column({ type: 'bigint', default: 0 })
  unserved: string;
}
