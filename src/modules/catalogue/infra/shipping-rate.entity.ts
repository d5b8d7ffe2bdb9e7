import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a way of shipping costs, per currency. */
@Entity('shipping_rate')
export class ShippingRateEntity {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  code: string;

  @PrimaryColumn({ type: 'char', length: 3 })
  currency: string;

  @Column({ name: 'price_minor', type: 'bigint' })
  priceMinor: string;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
