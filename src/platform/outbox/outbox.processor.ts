import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { Database } from '../database';
import { faultPoint } from '../faults';
import { OUTBOX_QUEUE, type OutboxJob } from './outbox.queue';
import { OutboxHandlers } from './outbox-handlers';

const CONCURRENCY = 4;

interface OutboxRow {
  topic: string;
  handler: string | null;
  payload: string;
}

/** Carries a row out. Deleting the row and the effect are one transaction: a job that runs twice has one effect. */
@Processor(OUTBOX_QUEUE, { concurrency: CONCURRENCY })
export class OutboxProcessor extends WorkerHost {
  constructor(
    private readonly database: Database,
    private readonly handlers: OutboxHandlers,
  ) {
    super();
  }

  async process(job: Job<OutboxJob>): Promise<void> {
    const { outboxId } = job.data;
    const row = await this.database.row<OutboxRow>(
      'SELECT topic, handler, payload FROM outbox WHERE outbox_id = ?',
      [outboxId],
    );
    if (!row) return;
    const handler = this.handlers.find(row.topic, row.handler);
    // It was queued by a worker that knew only one handler. The relay divides it when it falls due again.
    if (!handler) return;
    const payload = JSON.parse(row.payload) as object;
    const prepared = await handler.prepare?.(payload);
    // A job may run twice, and at the same time as its double: who deletes the row has the effect.
    await this.database.transaction(async (tx) => {
      const { affectedRows } = await tx.change('DELETE FROM outbox WHERE outbox_id = ?', [outboxId]);
      if (affectedRows === 1) await handler.apply(tx, payload, prepared);
      faultPoint('outbox:before-commit');
    });
    faultPoint('outbox:after-commit');
  }
}
