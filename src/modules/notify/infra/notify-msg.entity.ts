import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * The customer's `t_notify_msg` table: one row per reminder, planned when the coupon is created or given back. Whether there is
 * anything to remind of is decided when it falls due. The index on notif_time has
 * the status before it: the scan then meets what is due and none of the done rows, however many of them there are.
 */
@Entity('t_notify_msg')
@Index('uq_notify_user_batch_day', ['userId', 'batchId', 'notifyDay'], { unique: true })
@Index('ix_notify_time', ['status', 'notifTime'])
export class NotifyMsgEntity {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: string;

  /** For which it was planned first; which one the user is reminded of is in their inbox. */
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

  /** When it falls due, or is looked at again; of one that is done, when that was. */
  @Column({ name: 'notif_time', type: 'datetime', precision: 3 })
  notifTime: Date;

  /** It reminds of coupons that end by then: the latest end of those for which it was planned. */
  @Column({ name: 'ends_by', type: 'datetime', precision: 3 })
  endsBy: Date;

  /** 0 initial, 1 success, 2 failed; and ours: 3 dropped, because there was nothing to remind of. */
  @Column({ type: 'tinyint', default: 0 })
  status: number;

  /** How often it was looked at in vain, those times counted once that only had to wait for a coupon. */
  @Column({ type: 'int', default: 0 })
  attempts: number;
}
