import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The ledger of a distribution: a range of users, carried out in one transaction that begins by marking this row as done. */
@Entity('distribution_chunk')
@Index('ix_distribution_chunk_status', ['distributionId', 'status', 'chunkNo'])
export class DistributionChunkEntity {
  @PrimaryColumn({ name: 'distribution_id', type: 'bigint' })
  distributionId: string;

  @PrimaryColumn({ name: 'chunk_no', type: 'int' })
  chunkNo: number;

  /** 0 pending, 1 done, 2 failed, 3 closed without having been carried out. */
  @Column({ type: 'tinyint', default: 0 })
  status: number;

  /** The range of user ids: greater than this one … */
  @Column({ name: 'after_user_id', type: 'bigint' })
  afterUserId: string;

  /** … up to and including this one. */
  @Column({ name: 'until_user_id', type: 'bigint' })
  untilUserId: string;

  /** Selected users of the range when it was planned. */
  @Column({ type: 'int' })
  users: number;

  /** The most coupons it may issue, or codes it may send. 0: it waits for stock. */
  @Column({ type: 'int' })
  quota: number;

  /** Of a batch with unique codes: the first of as many serials as its quota is. */
  @Column({ name: 'first_serial', type: 'bigint', nullable: true })
  firstSerial: string | null;

  @Column({ type: 'int', default: 0 })
  issued: number;

  @Column({ type: 'int', default: 0 })
  served: number;

  @Column({ type: 'int', default: 0 })
  skipped: number;

  /** How often it was put on the queue. */
  @Column({ type: 'int', default: 1 })
  queued: number;

  @Column({ name: 'queued_at', type: 'datetime', precision: 3 })
  queuedAt: Date;

  /** How often it failed by its own fault. */
  @Column({ type: 'int', default: 0 })
  tries: number;

  /** Why it failed last. */
  @Column({ type: 'varchar', length: 200, nullable: true })
  error: string | null;

  @Column({ name: 'took_ms', type: 'int', nullable: true })
  tookMs: number | null;

  @Column({ name: 'finished_at', type: 'datetime', precision: 3, nullable: true })
  finishedAt: Date | null;
}
