import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Unique codes that were made together. They are computed; this row is all that is stored of them. */
@Entity('code_generation')
@Index('uq_code_generation_serial', ['batchId', 'firstSerial'], { unique: true })
export class CodeGenerationEntity {
  @PrimaryColumn({ name: 'generation_id', type: 'bigint' })
  generationId: string;

  @Column({ name: 'batch_id', type: 'bigint' })
  batchId: string;

  /** The distribution that made them, to send them. NULL: somebody asked for them. */
  @Column({ name: 'distribution_id', type: 'bigint', nullable: true })
  distributionId: string | null;

  /** Codes of a batch are numbered through all its generations, from 1. */
  @Column({ name: 'first_serial', type: 'bigint' })
  firstSerial: string;

  @Column({ name: 'code_count', type: 'bigint' })
  codeCount: string;

  /** As its merchant has written it. */
  @Column({ type: 'varchar', length: 8 })
  prefix: string;

  /** Which of the installation's keys they are computed with. */
  @Column({ name: 'key_id', type: 'char', length: 16 })
  keyId: string;

  /** Ranges of serials that were revoked: [{from, until}], sorted. Single ones are rows of code_use. */
  @Column({ type: 'json' })
  revoked: object;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
