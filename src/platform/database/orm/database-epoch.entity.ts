import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which life of the database this is: one row, written after a restore. Without it the database is in its first. */
@Entity('database_epoch')
export class DatabaseEpochEntity {
  /** Always 1. */
  @PrimaryColumn({ name: 'database_epoch_id', type: 'tinyint' })
  databaseEpochId: number;

  /** Of no meaning but to differ from every other one. */
  @Column({ type: 'bigint' })
  epoch: string;

  @Column({ name: 'begun_at', type: 'datetime', precision: 3 })
  begunAt: Date;
}
