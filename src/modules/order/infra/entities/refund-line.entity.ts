import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Units of an order line that a refund is for. */
@Entity('refund_line')
export class RefundLineEntity {
  @PrimaryColumn({ name: 'refund_id', type: 'bigint' })
  refundId: string;

  @PrimaryColumn({ name: 'line_no', type: 'int' })
  lineNo: number;

  @Column({ type: 'int' })
  quantity: number;
}
