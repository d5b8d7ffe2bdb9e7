import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** The customer's `t_coupon_opt_record` table, append-only: one row for each stage of a coupon's use. */
@Entity('t_coupon_opt_record')
@Index('ix_opt_record_coupon', ['couponId', 'id'])
export class CouponOptRecordEntity {
  @PrimaryGeneratedColumn({ type: 'bigint' })
  id: string;

  @Column({ name: 'user_id', type: 'bigint' })
  userId: string;

  @Column({ name: 'coupon_id', type: 'bigint' })
  couponId: string;

  /** 0 locked, 1 used, 2 available again, 3 expired, 4 revoked. */
  @Column({ type: 'tinyint' })
  operating: number;

  @Column({ name: 'operated_at', type: 'datetime', precision: 3 })
  operatedAt: Date;

  /** The order that caused it, if one did. */
  @Column({ name: 'order_no', type: 'varchar', length: 64, nullable: true })
  orderNo: string | null;
}
