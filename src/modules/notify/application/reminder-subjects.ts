import { Injectable } from '@nestjs/common';
import type { SqlReader } from '../../../platform/database';

/** What a reminder has to know of a batch. */
export interface ReminderSubject {
  couponName: string;
  /** null: a batch of the platform. */
  merchantId: string | null;
}

/** @returns the batches that exist, by id */
export type SubjectSource = (
  reader: SqlReader,
  batchIds: readonly string[],
) => Promise<ReadonlyMap<string, ReminderSubject>>;

/** How batches are described here: the room that plans reminders hands that over when a process starts. */
@Injectable()
export class ReminderSubjects {
  private source?: SubjectSource;

  register(source: SubjectSource): void {
    if (this.source) throw new Error('reminders are described twice');
    this.source = source;
  }

  describe(reader: SqlReader, batchIds: readonly string[]): Promise<ReadonlyMap<string, ReminderSubject>> {
    if (!this.source) throw new Error('nobody describes what reminders are about');
    return this.source(reader, batchIds);
  }
}
