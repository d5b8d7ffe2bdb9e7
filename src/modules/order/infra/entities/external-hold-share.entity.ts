import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a coupon gives away at one place of an outside order: an entry of the redemption ledger, once it is confirmed. */
@Entity('coupon_lock_share')
export class ExternalHoldShareEntity {
  @PrimaryColumn({ name: 'lock_id', type: 'bigint' })
  lockId: string;

  @PrimaryColumn({ name: 'coupon_id', type: 'bigint' })
  couponId: string;

  /** From 1 as in the cart, gifts after it; 0: shipping. */
  @PrimaryColumn({ name: 'line_no', type: 'int' })
  lineNo: number;

  /** See RedemptionPart. */
  @Column({ type: 'tinyint' })
  part: number;

  /** Who bears the merchant's part. */
  @Column({ name: 'merchant_id', type: 'bigint', nullable: true })
  merchantId: string | null;

  @Column({ name: 'amount_minor', type: 'bigint' })
  amountMinor: string;
}
