import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An import of users, with how far it has come. */
@Entity('audience_import')
@Index('uq_audience_import_request', ['requestScope', 'requestKey'], { unique: true })
export class AudienceImportEntity {
  @PrimaryColumn({ name: 'import_id', type: 'bigint' })
  importId: string;

  /** Who sent it under which Idempotency-Key: the same again goes on with this import. */
  @Column({ name: 'request_scope', type: 'varchar', length: 80, nullable: true })
  requestScope: string | null;

  @Column({ name: 'request_key', type: 'varchar', length: 200, nullable: true })
  requestKey: string | null;

  /** The file's name, where there is one. */
  @Column({ name: 'source_name', type: 'varchar', length: 200, nullable: true })
  sourceName: string | null;

  /** 0 open: under way, or broken off and waiting to be resumed. 1 done. */
  @Column({ type: 'tinyint', default: 0 })
  status: number;

  /** Lines after the first one that are dealt with for good. */
  @Column({ name: 'committed_lines', type: 'bigint', default: 0 })
  committedLines: string;

  /** Of the lines dealt with, chunk by chunk: what goes on must begin with the same ones. SHA-256, hex. */
  @Column({ type: 'char', length: 64 })
  digest: string;

  @Column({ name: 'imported_count', type: 'bigint', default: 0 })
  importedCount: string;

  @Column({ name: 'rejected_count', type: 'bigint', default: 0 })
  rejectedCount: string;

  /** Of the rows imported: those that report an agreement of somebody who has refused. */
  @Column({ name: 'kept_opted_out_count', type: 'bigint', default: 0 })
  keptOptedOutCount: string;

  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt: Date;

  @Column({ name: 'finished_at', type: 'datetime', precision: 3, nullable: true })
  finishedAt: Date | null;
}

/** A row of which an import left out all, or a part, with what is wrong with it. Deleted after IMPORT_REJECT_KEEP_DAYS. */
@Entity('audience_import_reject')
@Index('ix_audience_import_reject_created', ['createdAt'])
export class AudienceImportRejectEntity {
  @PrimaryColumn({ name: 'import_id', type: 'bigint' })
  importId: string;

  /** Line of the file, from 1. */
  @PrimaryColumn({ name: 'line_no', type: 'bigint' })
  lineNo: string;

  /** JSON: [{field, code, message}]. */
  @Column({ type: 'text' })
  errors: string;

  /** The line as it came, or its beginning; of a row that is imported in part the user's id. */
  @Column({ type: 'text' })
  record: string;

  /** Lines hold personal data, so they are deleted after IMPORT_REJECT_KEEP_DAYS. */
  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt: Date;
}
