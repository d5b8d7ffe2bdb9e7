import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../../config/config';
import type { Tx } from '../../../../platform/database';
import { localDayOf, startOfLocalDay } from '../../../../shared/zoned-time';
import {
  type BatchHolder,
  type DueReminder,
  decideReminder,
  type ReminderDecision,
} from '../../domain/decide-reminder';
import { selectOthers } from '../../infra/reminder-rows';
import { ReminderCoupons } from './reminder-coupons';

export interface DecidedReminder {
  reminder: DueReminder;
  decision: ReminderDecision;
}

/** Decides which of a page's reminders are to be sent, by what their users hold now. */
@Injectable()
export class DecideReminders {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly coupons: ReminderCoupons,
  ) {}

  /**
   * Two statements for the whole page, issued before it waits for anything. They come AFTER the one that locked the reminders:
   * whoever gives a user a coupon plans their reminders in the same transaction, and so has committed both or waits for these
   * locks. Coupons that were looked for earlier could miss one whose reminder was met.
   * @param due at least one, locked by this transaction
   */
  async execute(tx: Tx, due: readonly DueReminder[], now: Date): Promise<DecidedReminder[]> {
    const timeZone = this.config.DEFAULT_TIME_ZONE;
    const today = startOfLocalDay(localDayOf(now, timeZone), timeZone);
    const ids = due.map(({ id }) => id);
    const [coupons, others] = await Promise.all([
      this.coupons.find(tx, due, now),
      selectOthers(tx, ids, { now, today }),
    ]);
    const couponsByHolder = grouped(coupons, keyOf);
    const othersById = grouped(others, ({ ofId }) => ofId);
    return due.map((reminder) => ({
      reminder,
      decision: decideReminder(reminder, {
        others: othersById.get(reminder.id) ?? [],
        coupons: couponsByHolder.get(keyOf(reminder)) ?? [],
        now,
      }),
    }));
  }
}

function grouped<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function keyOf({ userId, batchId }: BatchHolder): string {
  return `${userId} ${batchId}`;
}
