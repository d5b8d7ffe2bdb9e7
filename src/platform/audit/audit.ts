import { Injectable } from '@nestjs/common';
import { Clock } from '../../shared/clock';
import type { Principal } from '../auth';
import type { Tx } from '../database';

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
}
