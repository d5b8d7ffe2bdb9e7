import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Long work that was accepted with 202: its row was committed before the answer. */
@Entity('operation')
@Index('ix_operation_finished', ['finishedAt'])
export class OperationEntity {
  @PrimaryColumn({ name: 'operation_id', type: 'bigint' })
  operationId: string;

  /** 0 claim, 1 issue, 2 revoke what a batch has given out. */
  @Column({ type: 'tinyint' })
  kind: number;

  /** Who may look at it: role and id. */
  @Column({ type: 'varchar', length: 80 })
  scope: string;

  /** 0 pending, 1 done. It is tried until it is done; what came of each part stands in the result. */
  @Column({ type: 'tinyint', default: 0 })
  status: number;

  /** What was asked for, as JSON text. */
  @Column({ type: 'mediumtext' })
  input: string;

  /** What came of it, as JSON text. */
  @Column({ type: 'mediumtext', nullable: true })
  result: string | null;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'finished_at', type: 'datetime', precision: 3, nullable: true })
  finishedAt: Date | null;
}
