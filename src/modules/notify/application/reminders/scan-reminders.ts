import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../../platform/database';
import { faultPoint } from '../../../../platform/faults';
import { rootLogger } from '../../../../platform/logging';
import { counter } from '../../../../platform/metrics';
import { enqueue } from '../../../../platform/outbox';
import { Clock } from '../../../../shared/clock';
import { isAppError } from '../../../../shared/errors';
import { readContacts } from '../../../audience';
import type { DueReminder } from '../../domain/decide-reminder';
import { type Backoff, nextTry } from '../../domain/retry-times';
import { insertDeliveries } from '../../infra/delivery-rows';
import { insertInbox } from '../../infra/inbox-rows';
import {
  countDue,
  markDone,
  markDropped,
  markFailed,
  markWaiting,
  type ScanPosition,
  takeDue,
} from '../../infra/reminder-rows';
import { PlanDeliveries } from '../deliveries/plan-deliveries';
import { INBOX_CHANGED } from '../outbox-topics';
import { type DecidedReminder, DecideReminders } from './decide-reminders';
import { ReminderMessages } from './reminder-messages';

const PAGE = 500;
const RETRY: Backoff = { firstMs: 5 * 60_000, longestMs: 6 * 3_600_000, attempts: 5 };
/** Before every reminder. */
const START: ScanPosition = { notifTime: new Date(0), id: '0' };

const reminded = counter('coupon_reminders_total', 'Reminders by how they ended', ['end']);

export interface ScanReport {
  /** Reminders that were written to an inbox. */
  sent: number;
  /** Of users who want no messages: done without one. */
  unwanted: number;
  /** Of which there was nothing to say: what was to end is spent, or another one said it. */
  dropped: number;
  /** Of coupons that an order holds, or that are not valid yet: looked at again then. */
  waiting: number;
  /** Not now: to be tried again, or given up. */
  failed: number;
}

const NOTHING: ScanReport = { sent: 0, unwanted: 0, dropped: 0, waiting: 0, failed: 0 };

const ENDS = Object.keys(NOTHING) as (keyof ScanReport)[];
/** Failures are counted one by one, by what becomes of them. */
const COUNTED = ['sent', 'dropped', 'waiting'] as const;

/** One page's outcome; `last` is null where nothing was left. */
interface Page extends ScanReport {
  last: ScanPosition | null;
}

/** Where a scan stands, and what it has learnt. */
interface Scan {
  until: Date;
  after: ScanPosition;
  limit: number;
  /** Batches that nobody knows: their reminders fail. */
  unknownBatches: Set<string>;
}

/** The page can't be written before these batches' messages exist, which is another transaction's work. */
class MessagesMissing extends Error {
  constructor(readonly batchIds: readonly string[]) {
    super('messages are missing');
  }
}

/**
 * Sends due reminders, page by page, as far as there is still something to remind of. A page is ONE transaction: the rows taken,
 * their inbox rows, e-mails and SMS to be sent, and status 1. So a reminder is in the inbox exactly once, whichever worker is killed when.
 */
@Injectable()
export class ScanReminders {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly messages: ReminderMessages,
    private readonly deliveries: PlanDeliveries,
    private readonly decide: DecideReminders,
  ) {}

  /**
   * Looks at every open reminder of before `until`, of missed days too. Several workers may do so at once.
   * @param stopped asked between pages
   */
  async execute(until: Date, stopped: () => boolean = () => false): Promise<ScanReport> {
    const report: ScanReport = { ...NOTHING };
    const scan: Scan = { until, after: START, limit: PAGE, unknownBatches: new Set() };
    while (!stopped() && this.clock.isTrusted()) {
      const page = await this.tryPage(scan);
      if (page === 'again') continue;
      for (const end of ENDS) report[end] += page[end];
      if (page.last === null) break;
      scan.after = page.last;
      // The one that spoilt its page is found and put off: whole pages again.
      if (page.failed > 0) scan.limit = PAGE;
    }
    return report;
  }

  /** What {@link execute} would look at. */
  count(until: Date): Promise<{ due: number; users: number }> {
    return countDue(this.database, { now: this.clock.now(), until });
  }

  /** @returns 'again' when what stood in the way is out of it, or its page is to be looked at row by row */
  private async tryPage(scan: Scan): Promise<Page | 'again'> {
    try {
      const page = await this.database.transaction((tx) => this.page(tx, scan));
      if (page.sent > 0) faultPoint('notify.reminders:after-commit');
      for (const end of COUNTED) reminded.inc({ end }, page[end]);
      return page;
    } catch (error) {
      if (error instanceof MessagesMissing) {
        await this.messages.prepare(error.batchIds);
        const known = this.messages.of(error.batchIds);
        for (const batchId of error.batchIds) if (!known.has(batchId)) scan.unknownBatches.add(batchId);
        return 'again';
      }
      // The database is away or busy: no row's fault, the next scan goes on.
      if (isAppError(error)) throw error;
      if (scan.limit > 1) {
        scan.limit = 1;
        return 'again';
      }
      rootLogger.warn({ err: error }, 'a reminder cannot be sent');
      return this.database.transaction((tx) => this.putOff(tx, scan));
    }
  }

  private async page(tx: Tx, { after, until, limit, unknownBatches }: Scan): Promise<Page> {
    const now = this.clock.now();
    const due = await takeDue(tx, { now, after, until, limit });
    const last = due.at(-1) ?? null;
    if (last === null) return { ...NOTHING, last };
    // One packet.
    const [decided, contacts] = await Promise.all([
      this.decide.execute(tx, due, now),
      readContacts(tx, [...new Set(due.map(({ userId }) => userId))]),
    ]);
    const { toSend, waits, drops } = sorted(decided);
    const batchIds = [...new Set(toSend.map(({ batchId }) => batchId))];
    const messageIds = this.messages.of(batchIds);
    const missing = batchIds.filter((batchId) => !messageIds.has(batchId) && !unknownBatches.has(batchId));
    if (missing.length > 0) throw new MessagesMissing(missing);
    const known = toSend.filter(({ batchId }) => messageIds.has(batchId));
    const wanted = known.filter(({ userId }) => !contacts.get(userId)?.optedOut);
    const rows = wanted.map(({ userId, batchId, couponId }) => ({
      userId,
      couponId,
      codeSerial: null,
      messageId: messageIds.get(batchId)!,
    }));
    const deliveries = rows.flatMap(({ userId, messageId, codeSerial }) =>
      this.deliveries.of(
        contacts.get(userId),
        { messageId, codeSerial },
        { usable: this.deliveries.configured, transactional: false },
        now,
      ),
    );
    // One packet, in this order.
    await Promise.all([
      insertInbox(tx, rows, now),
      insertDeliveries(tx, deliveries, now),
      markDone(
        tx,
        known.map(({ id }) => id),
        now,
      ),
      markWaiting(tx, waits),
      markDropped(tx, drops, now),
      ...(rows.length > 0
        ? [enqueue(tx, INBOX_CHANGED, { userIds: [...new Set(rows.map(({ userId }) => userId))] }, now)]
        : []),
    ]);
    const unknown = toSend.filter(({ batchId }) => !messageIds.has(batchId));
    for (const reminder of unknown) await this.fail(tx, reminder, now);
    faultPoint('notify.reminders:before-commit');
    return {
      sent: rows.length,
      unwanted: known.length - wanted.length,
      dropped: drops.length,
      waiting: waits.length,
      failed: unknown.length,
      last: due.length < limit ? null : last,
    };
  }

  private async putOff(tx: Tx, { after, until }: Scan): Promise<Page> {
    const now = this.clock.now();
    const [reminder] = await takeDue(tx, { now, after, until, limit: 1 });
    if (!reminder) return { ...NOTHING, last: null };
    await this.fail(tx, reminder, now);
    return { ...NOTHING, failed: 1, last: reminder };
  }

  private async fail(tx: Tx, { id, attempts }: DueReminder, now: Date): Promise<void> {
    const next = nextTry(now, attempts + 1, RETRY, Math.random());
    await markFailed(tx, id, next);
    reminded.inc({ end: next ? 'put off' : 'failed' });
  }
}

function sorted(decided: readonly DecidedReminder[]) {
  const toSend: (DueReminder & { couponId: string })[] = [];
  const waits: { id: string; until: Date }[] = [];
  const drops: string[] = [];
  for (const { reminder, decision } of decided) {
    if (decision.kind === 'send') toSend.push({ ...reminder, couponId: decision.couponId });
    else if (decision.kind === 'wait') waits.push({ id: reminder.id, until: decision.until });
    else if (decision.kind === 'drop') drops.push(reminder.id);
  }
  return { toSend, waits, drops };
}
