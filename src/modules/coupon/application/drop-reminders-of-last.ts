import type { Tx } from '../../../platform/database';
import { compareIds } from '../../../shared/compare-ids';
import { dropReminders, lockReminders, type ReminderHolder } from '../../notify';
import { selectHolding } from '../infra/coupon-rows';

/**
 * Whoever has no available coupon of the batch any more needs no reminder that it ends. The reminders' locks come first:
 * whoever gives this user another coupon, or takes their other one, meets them. Looking for available coupons before that would
 * miss what such a transaction is about to commit.
 * @param holders who lost a coupon of which batch; in any order, also repeated
 */
export async function dropRemindersOfLast(tx: Tx, holders: readonly ReminderHolder[]): Promise<void> {
  if (holders.length === 0) return;
  const distinct = new Map(holders.map((holder) => [keyOf(holder), holder]));
  // By user, as flushes plan them, so that neither waits for the other in a circle.
  const sorted = [...distinct.values()].sort((a, b) => compareIds(a.userId, b.userId));
  // One packet, and the second statement runs when the first has its locks.
  const [reminders, stillHolding] = await Promise.all([lockReminders(tx, sorted), selectHolding(tx, sorted)]);
  const keep = new Set(stillHolding.map(keyOf));
  const idle = reminders.filter((reminder) => !keep.has(keyOf(reminder)));
  if (idle.length > 0) {
    dropReminders(
      tx,
      idle.map(({ id }) => id),
    );
  }
}

function keyOf({ userId, batchId }: ReminderHolder): string {
  return `${userId} ${batchId}`;
}
