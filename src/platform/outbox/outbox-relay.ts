import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Clock } from '../../shared/clock';
import { Database } from '../database';
import { rootLogger } from '../logging';
import { counter } from '../metrics';
import { PeriodicTask } from '../scheduling';
import { OUTBOX_QUEUE } from './outbox.queue';

const PAGE = 500;
const INTERVAL_MS = 100;
/** A row that is still there this long after it was queued is queued again: its job is lost or keeps failing. */
const REQUEUE_MS = 30_000;
const MAX_REQUEUE_MS = 10 * 60_000;
const REDIS_AWAY_MS = 2_000;

const relayed = counter('coupon_outbox_relayed_total', 'Outbox rows put on the queue', ['repeat']);

interface DueRow {
  outbox_id: string;
  tries: number;
}

/**
 * Puts due outbox rows on BullMQ. A row is marked as queued BEFORE it is queued: a crash in between costs a delay, never
 * the row, because it falls due again until the consumer's transaction deletes it. So a lost queue loses nothing.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly task = new PeriodicTask({
    name: 'outbox relay',
    intervalMs: INTERVAL_MS,
    run: () => this.relay(),
  });

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @InjectQueue(OUTBOX_QUEUE) private readonly queue: Queue,
  ) {}

  onApplicationBootstrap(): void {
    this.task.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.task.stop();
  }

  /** Relays everything that is due now. */
  async relay(): Promise<void> {
    for (;;) {
      const rows = await this.takeDue();
      if (rows.length > 0) await this.enqueue(rows);
      if (rows.length < PAGE) return;
    }
  }

  private takeDue(): Promise<DueRow[]> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const rows = await tx.rows<DueRow>(
        `SELECT outbox_id, tries FROM outbox WHERE due_at <= ? ORDER BY due_at LIMIT ${PAGE} FOR UPDATE SKIP LOCKED`,
        [now],
      );
      if (rows.length === 0) return rows;
      await tx.change(
        `UPDATE outbox SET tries = tries + 1,
           due_at = DATE_ADD(?, INTERVAL LEAST(${REQUEUE_MS} * POW(2, LEAST(tries, 10)), ${MAX_REQUEUE_MS}) * 1000 MICROSECOND)
         WHERE outbox_id IN (?)`,
        [now, rows.map((row) => row.outbox_id)],
      );
      return rows;
    });
  }

  private async enqueue(rows: DueRow[]): Promise<void> {
    try {
      // BullMQ ignores a job id that it still knows, so the id carries the number of the try.
      await this.queue.addBulk(
        rows.map(({ outbox_id: outboxId, tries }) => ({
          name: 'outbox',
          data: { outboxId },
          opts: { jobId: `outbox-${outboxId}-${tries}` },
        })),
      );
      for (const { tries } of rows) relayed.inc({ repeat: tries > 0 ? 'yes' : 'no' });
    } catch (error) {
      rootLogger.warn(
        { reason: (error as Error).message, rows: rows.length },
        'the queue is away, outbox rows wait',
      );
      await this.database.change('UPDATE outbox SET due_at = ? WHERE outbox_id IN (?)', [
        new Date(this.clock.now().getTime() + REDIS_AWAY_MS),
        rows.map((row) => row.outbox_id),
      ]);
    }
  }
}
