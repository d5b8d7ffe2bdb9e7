import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { Clock } from '../../shared/clock';
import { Database, isServersFault } from '../database';
import { faultPoint } from '../faults';
import { rootLogger } from '../logging';
import { counter } from '../metrics';
import { OUTBOX_QUEUE, type OutboxJob } from './outbox.queue';
import { OutboxHandlers } from './outbox-handlers';
import { putOffMs, SERVER_AWAY_MS } from './put-off';

const CONCURRENCY = 4;

const failed = counter('coupon_outbox_failures_total', 'Outbox rows that could not be carried out', [
  'fault',
]);

interface OutboxRow {
  topic: string;
  handler: string | null;
  payload: string;
  failures: number;
}

/** Carries a row out. Deleting the row and the effect are one transaction: a job that runs twice has one effect. */
@Processor(OUTBOX_QUEUE, { concurrency: CONCURRENCY })
export class OutboxProcessor extends WorkerHost {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly handlers: OutboxHandlers,
  ) {
    super();
  }

  async process(job: Job<OutboxJob>): Promise<void> {
    const { outboxId } = job.data;
    let row: OutboxRow | undefined;
    try {
      row = await this.database.row<OutboxRow>(
        'SELECT topic, handler, payload, failures FROM outbox WHERE outbox_id = ?',
        [outboxId],
      );
      if (row) await this.carryOut(outboxId, row);
    } catch (error) {
      await this.putOff(outboxId, row, error);
    }
  }

  private async carryOut(outboxId: string, row: OutboxRow): Promise<void> {
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

  /**
   * Says in the row when it comes again. The row is what remembers, so the job leaves nothing in the queue that would look like
   * a failure after a later one has done the work. When this can't be written, the row comes again after the relay's wait.
   */
  private async putOff(outboxId: string, row: OutboxRow | undefined, error: unknown): Promise<void> {
    const servers = isServersFault(error);
    failed.inc({ fault: servers ? 'server' : 'row' });
    const { topic, handler, failures } = row ?? { topic: undefined, handler: undefined, failures: 0 };
    rootLogger.warn({ outboxId, topic, handler, failures, err: error }, 'outbox work is done later');
    const waitMs = servers ? SERVER_AWAY_MS : putOffMs(failures);
    try {
      await this.database.change(
        'UPDATE outbox SET due_at = ?, failures = failures + ? WHERE outbox_id = ?',
        [new Date(this.clock.now().getTime() + waitMs), servers ? 0 : 1, outboxId],
      );
    } catch (away) {
      rootLogger.debug({ outboxId, err: away }, 'when outbox work is done again could not be noted');
    }
  }
}
