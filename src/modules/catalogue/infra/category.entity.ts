import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A node of a merchant's category tree; products hang on any of them. */
@Entity('category')
@Index('uq_category_path', ['merchantId', 'path'], { unique: true })
export class CategoryEntity {
  @PrimaryColumn({ name: 'category_id', type: 'bigint' })
  categoryId: string;

  @Column({ name: 'merchant_id', type: 'bigint' })
  merchantId: string;

  @Column({ name: 'parent_id', type: 'bigint', nullable: true })
  parentId: string | null;

  @Column({ type: 'varchar', length: 120 })
  name: string;

  /** Names from the root down, joined with " / ". */
  @Column({ type: 'varchar', length: 400 })
  path: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
