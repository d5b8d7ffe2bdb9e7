import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The word with which all get a batch's coupons. A revoked one has no row, so another batch can have it. */
@Entity('code_word')
@Index('uq_code_word', ['folded', 'ownerId'], { unique: true })
export class CodeWordEntity {
  @PrimaryColumn({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  /** The batch's merchant; 0: the platform. */
  @Column({ name: 'owner_id', type: 'bigint' })
  ownerId: string;

  /** As it is compared: look-alikes are one character. */
  @Column({ type: 'varchar', length: 12 })
  folded: string;

  /** As its merchant has written it. */
  @Column({ type: 'varchar', length: 12 })
  word: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
