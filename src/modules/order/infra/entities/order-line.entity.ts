import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A line of an order with the product as it was when it was ordered, and what the coupons took off it. */
@Entity('order_line')
export class OrderLineEntity {
  @PrimaryColumn({ name: 'order_id', type: 'bigint' })
  orderId: string;

  @PrimaryColumn({ name: 'line_no', type: 'int' })
  lineNo: number;

  @Column({ name: 'product_id', type: 'bigint' })
  productId: string;

  @Column({ name: 'merchant_id', type: 'bigint' })
  merchantId: string;

  @Column({ name: 'category_id', type: 'bigint' })
  categoryId: string;

  @Column({ type: 'varchar', length: 64 })
  sku: string;

  @Column({ type: 'varchar', length: 200 })
  name: string;

  @Column({ name: 'unit_price_minor', type: 'bigint' })
  unitPriceMinor: string;

  @Column({ type: 'int' })
  quantity: number;

  @Column({ name: 'gross_minor', type: 'bigint' })
  grossMinor: string;

  @Column({ name: 'discount_minor', type: 'bigint' })
  discountMinor: string;

  @Column({ name: 'payable_minor', type: 'bigint' })
  payableMinor: string;

  /** Set on a line that a coupon added at price zero. */
  @Column({ name: 'gift_coupon_id', type: 'bigint', nullable: true })
  giftCouponId: string | null;

  /** What one unit of a gift is worth: charged when it is kept although its condition fell away. */
  @Column({ name: 'gift_unit_value_minor', type: 'bigint', nullable: true })
  giftUnitValueMinor: string | null;
}
