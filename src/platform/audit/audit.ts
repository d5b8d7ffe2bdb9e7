import { Injectable } from '@nestjs/common';
import { Clock } from '../../shared/clock';
import type { Principal } from '../auth';
import { parseJson, type SqlReader, type Tx } from '../database';

/** `role:id`, for merchants `merchant:<merchant id>:<person>`; used in every record of who did something. */
export function actorName({ role, id, merchantId }: Principal): string {
  return merchantId ? `${role}:${merchantId}:${id}` : `${role}:${id}`;
}

export interface AuditEntry {
  action: string;
  subject: string;
  subjectId: string;
  details?: Record<string, unknown>;
}

/** Writes who changed what, in the transaction of the change. */
@Injectable()
export class Audit {
  constructor(private readonly clock: Clock) {}

  async record(tx: Tx, actor: Principal, entry: AuditEntry): Promise<void> {
    await tx.change(
      'INSERT INTO audit_log (actor, action, subject, subject_id, details, created_at) VALUES (?, ?, ?, ?, ?, ?)',
      [
        actorName(actor),
        entry.action,
        entry.subject,
        entry.subjectId,
        JSON.stringify(entry.details ?? {}),
        this.clock.now(),
      ],
    );
  }

  /** What was recorded of a subject's action, the newest first. */
  async entriesOf(
    database: SqlReader,
    { action, subject, subjectId }: Omit<AuditEntry, 'details'>,
    limit: number,
  ): Promise<{ details: Record<string, unknown>; createdAt: Date }[]> {
    const rows = await database.rows<{ details: unknown; createdAt: Date }>(
      `SELECT details, created_at AS createdAt FROM audit_log WHERE subject = ? AND subject_id = ? AND action = ?
       ORDER BY audit_log_id DESC LIMIT ?`,
      [subject, subjectId, action, limit],
    );
    return rows.map(({ details, createdAt }) => ({ details: parseJson(details), createdAt }));
  }

  /** Was it this actor who did that? */
  async wasDoneBy(
    database: SqlReader,
    actor: Principal,
    { action, subject, subjectId }: Omit<AuditEntry, 'details'>,
  ): Promise<boolean> {
    const entry = await database.row(
      'SELECT audit_log_id FROM audit_log WHERE subject = ? AND subject_id = ? AND action = ? AND actor = ? LIMIT 1',
      [subject, subjectId, action, actorName(actor)],
    );
    return entry !== undefined;
  }
}
