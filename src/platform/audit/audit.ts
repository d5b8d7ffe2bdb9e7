import { Injectable } from '@nestjs/common';
import { Clock } from '../../shared/clock';
import type { Principal } from '../auth';
import type { SqlReader, Tx } from '../database';

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
