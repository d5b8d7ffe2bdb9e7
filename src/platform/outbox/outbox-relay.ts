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
import { MAX_PUT_OFF_MS } from './put-off';

const PAGE = 500;
const INTERVAL_MS = 100;
/**
 * A row that is still there this long after it was queued is queued again: its job is lost, or a server was away. The wait
 * never grows by itself; only a row whose own work fails is put off for longer, by its consumer.
 */
export const REQUEUE_MS = 30_000;
const REDIS_AWAY_MS = 2_000;
/** More jobs than this are not queued: the rows wait in MySQL, and are not queued again and again behind a long queue. */
const MAX_QUEUED = 5_000;
/** How often rows are looked for that are due further away than any rule puts them: a clock was wrong. */
const FAR_CHECK_MS = 10_000;

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
  private farCheckedAt = Number.NEGATIVE_INFINITY;

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
    await this.pullIn();
    for (;;) {
      if (await this.isFull()) return;
      const { whole, divided } = await this.takeDue();
      if (whole.length > 0) await this.enqueue(whole);
      if (divided === 0 && whole.length < PAGE) return;
    }
  }

  /** Work is promised for now, so a row that is due further away than the longest wait was put there by a wrong clock. */
  private async pullIn(): Promise<void> {
    if (performance.now() - this.farCheckedAt < FAR_CHECK_MS) return;
    this.farCheckedAt = performance.now();
    const now = this.clock.now();
    const farthest = new Date(now.getTime() + 2 * MAX_PUT_OFF_MS);
    let rows = PAGE;
    while (rows === PAGE) {
      const { affectedRows } = await this.database.change(
        `UPDATE outbox SET due_at = ? WHERE due_at > ? ORDER BY due_at LIMIT ${PAGE}`,
        [now, farthest],
      );
      rows = affectedRows;
      if (rows > 0) rootLogger.warn({ rows }, 'outbox rows were due too far away and are due now');
    }
  }

  /** Without an answer it counts as not full: adding to the queue will say so as well. */
  private async isFull(): Promise<boolean> {
    const waiting = await this.queue.getWaitingCount().catch(() => 0);
    return waiting >= MAX_QUEUED;
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
      await tx.change('UPDATE outbox SET tries = tries + 1, due_at = ? WHERE outbox_id IN (?)', [
        new Date(now.getTime() + REQUEUE_MS),
        whole.map((row) => row.outbox_id),
      ]);
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
      // Each time under an id of its own: a job whose worker was killed stays known to BullMQ for a minute, and would keep the
      // next one from being added. A double does no harm. What has ended leaves nothing behind: the row alone says when it comes again.
      await this.queue.addBulk(
        rows.map(({ outbox_id: outboxId, tries }) => ({
          name: 'outbox',
          data: { outboxId },
          opts: {
            jobId: `outbox-${outboxId}-${tries}`,
            attempts: 1,
            removeOnComplete: true,
            removeOnFail: true,
          },
        })),
      );
      for (const { tries } of rows) relayed.inc({ repeat: tries > 0 ? 'yes' : 'no' });
    } catch (error) {
      rootLogger.warn({ reason: error, rows: rows.length }, 'the queue is away, outbox rows wait');
      await this.database.change('UPDATE outbox SET due_at = ? WHERE outbox_id IN (?)', [
        new Date(this.clock.now().getTime() + REDIS_AWAY_MS),
        rows.map((row) => row.outbox_id),
      ]);
    }
  }
}
