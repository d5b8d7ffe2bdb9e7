import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * The customer's `t_notify_msg` table: one row per reminder, planned when the coupon is created. The index on notif_time has
 * the status before it: the scan then meets what is due and none of the done rows, however many of them there are.
 */
@Entity('t_notify_msg')
@Index('uq_notify_user_batch_day', ['userId', 'batchId', 'notifyDay'], { unique: true })
@Index('ix_notify_time', ['status', 'notifTime'])
export class NotifyMsgEntity {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: string;

  @Column({ name: 'coupon_id', type: 'bigint' })
  couponId: string;

  @Column({ name: 'user_id', type: 'bigint' })
  userId: string;

  @Column({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  /** The day of the reminder: one per user, batch and day. */
  @Column({ name: 'notify_day', type: 'date' })
  notifyDay: string;

  /** 1 expiry reminder. */
  @Column({ name: 'notify_type', type: 'tinyint' })
  notifyType: number;

  /** When it falls due. */
  @Column({ name: 'notif_time', type: 'datetime', precision: 3 })
  notifTime: Date;

  /** 0 initial, 1 success, 2 failed. */
  @Column({ type: 'tinyint', default: 0 })
  status: number;

  @Column({ type: 'int', default: 0 })
  attempts: number;
}
