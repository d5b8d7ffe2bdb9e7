import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Clock } from '../../shared/clock';
import { Database, type Tx } from '../database';
import { rootLogger } from '../logging';
import { counter } from '../metrics';
import { PeriodicTasks } from '../scheduling';
import { OUTBOX_QUEUE } from './outbox.queue';
import { OutboxHandlers } from './outbox-handlers';

const PAGE = 500;
const INTERVAL_MS = 100;
/** A row that is still there this long after it was queued is queued again: its job is lost or keeps failing. */
const REQUEUE_MS = 30_000;
const MAX_REQUEUE_MS = 10 * 60_000;
const REDIS_AWAY_MS = 2_000;

const relayed = counter('coupon_outbox_relayed_total', 'Outbox rows put on the queue', ['repeat']);

interface DueRow {
  outbox_id: string;
  topic: string;
  handler: string | null;
  tries: number;
}

/**
 * Puts due outbox rows on BullMQ. A row is marked as queued BEFORE it is queued: a crash in between costs a delay, never
 * the row, because it falls due again until the consumer's transaction deletes it. So a lost queue loses nothing.
 *
 * A row whose topic has several handlers is first divided into one row for each, so that each is done, fails and is repeated
 * for itself. That is decided here and not where the row is written: only the worker knows who listens.
 */
@Injectable()
export class OutboxRelay {
  constructor(
    tasks: PeriodicTasks,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly handlers: OutboxHandlers,
    @InjectQueue(OUTBOX_QUEUE) private readonly queue: Queue,
  ) {
    tasks.add({ name: 'outbox relay', intervalMs: INTERVAL_MS, run: () => this.relay() });
  }

  /** Relays everything that is due now. */
  async relay(): Promise<void> {
    for (;;) {
      const { whole, divided } = await this.takeDue();
      if (whole.length > 0) await this.enqueue(whole);
      if (divided === 0 && whole.length < PAGE) return;
    }
  }

  /** @returns the rows that are to be queued, and how many were divided, the parts of which are due now */
  private takeDue(): Promise<{ whole: DueRow[]; divided: number }> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const rows = await tx.rows<DueRow>(
        `SELECT outbox_id, topic, handler, tries FROM outbox WHERE due_at <= ? ORDER BY due_at LIMIT ${PAGE} FOR UPDATE SKIP LOCKED`,
        [now],
      );
      const shared = rows.filter((row) => row.handler === null && this.handlers.of(row.topic).length > 1);
      if (shared.length > 0) await this.divide(tx, shared, now);
      const whole = rows.filter((row) => !shared.includes(row));
      if (whole.length === 0) return { whole, divided: shared.length };
      await tx.change(
        `UPDATE outbox SET tries = tries + 1,
           due_at = DATE_ADD(?, INTERVAL LEAST(${REQUEUE_MS} * POW(2, LEAST(tries, 10)), ${MAX_REQUEUE_MS}) * 1000 MICROSECOND)
         WHERE outbox_id IN (?)`,
        [now, whole.map((row) => row.outbox_id)],
      );
      return { whole, divided: shared.length };
    });
  }

  /** Puts one row for each handler in the place of each of these, which are locked. */
  private async divide(tx: Tx, rows: readonly DueRow[], now: Date): Promise<void> {
    const ids = rows.map((row) => row.outbox_id);
    const handlers = this.handlers.ofSharedTopics();
    await tx.change(
      `INSERT INTO outbox (topic, handler, payload, created_at, due_at)
       SELECT o.topic, h.handler, o.payload, o.created_at, ?
       FROM outbox o
       JOIN (${handlers.map(() => 'SELECT ? AS topic, ? AS handler').join(' UNION ALL ')}) h
         ON h.topic = o.topic COLLATE utf8mb4_bin
       WHERE o.outbox_id IN (?)`,
      [now, ...handlers.flatMap(({ topic, name }) => [topic.name, name]), ids],
    );
    await tx.change('DELETE FROM outbox WHERE outbox_id IN (?)', [ids]);
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
