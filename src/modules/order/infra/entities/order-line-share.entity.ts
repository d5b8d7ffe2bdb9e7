import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one coupon takes off one line. Per line they add up to the line's discount, per coupon to the coupon's. */
@Entity('order_line_share')
export class OrderLineShareEntity {
  @PrimaryColumn({ name: 'order_id', type: 'bigint' })
  orderId: string;

  @PrimaryColumn({ name: 'line_no', type: 'int' })
  lineNo: number;

  @PrimaryColumn({ name: 'coupon_id', type: 'bigint' })
  couponId: string;

  @Column({ name: 'amount_minor', type: 'bigint' })
  amountMinor: string;
}
