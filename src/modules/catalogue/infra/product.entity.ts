import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What users can order. Names, categories and prices of orders come from here, never from the user. */
@Entity('product')
@Index('uq_product_sku', ['merchantId', 'sku'], { unique: true })
@Index('ix_product_active', ['active', 'productId'])
@Index('ix_product_merchant', ['merchantId', 'active', 'productId'])
@Index('ix_product_category', ['categoryId', 'active', 'productId'])
export class ProductEntity {
  @PrimaryColumn({ name: 'product_id', type: 'bigint' })
  productId: string;

  @Column({ name: 'merchant_id', type: 'bigint' })
  merchantId: string;

  /** The merchant's own number of the product. */
  @Column({ type: 'varchar', length: 64 })
  sku: string;

  @Column({ type: 'varchar', length: 200 })
  name: string;

  @Column({ name: 'category_id', type: 'bigint' })
  categoryId: string;

  @Column({ name: 'price_minor', type: 'bigint' })
  priceMinor: string;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** 1: sold. 0: kept for old orders only. */
  @Column({ type: 'tinyint' })
  active: number;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;
}
