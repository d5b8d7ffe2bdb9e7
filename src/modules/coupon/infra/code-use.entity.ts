import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Codes that can be used once and no more: used or revoked. It is the last guard of single use, written in the transaction of the
 * coupon. Codes that nobody has used have no row.
 */
@Entity('code_use')
export class CodeUseEntity {
  @PrimaryColumn({ name: 'generation_id', type: 'bigint' })
  generationId: string;

  @PrimaryColumn({ type: 'bigint' })
  serial: string;

  @Column({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  /** The coupon that it brought. NULL: nobody can use it any more. */
  @Column({ name: 'coupon_id', type: 'bigint', nullable: true })
  couponId: string | null;

  /** Whose coupon that is. */
  @Column({ name: 'user_id', type: 'bigint', nullable: true })
  userId: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
