import { compareIds } from '../../../shared/compare-ids';

/** A user and a batch: a user is reminded at most once a day of all their coupons of a batch. */
export interface BatchHolder {
  userId: string;
  batchId: string;
}

/** A reminder that a scan has taken. */
export interface DueReminder extends BatchHolder {
  id: string;
  notifTime: Date;
  /** It reminds of coupons that end by then. */
  endsBy: Date;
  attempts: number;
}

/** Another reminder of the same user and batch: due now, or sent today. */
export interface OtherReminder {
  id: string;
  endsBy: Date;
  isSent: boolean;
}

/** A coupon that can be used before it ends, now or once the order that holds it has let it go. */
export interface UnspentCoupon extends BatchHolder {
  couponId: string;
  validFrom: Date;
  validUntil: Date;
  /** Until when an order holds it; past where that order is late. null: none does. */
  heldUntil: Date | null;
}

/**
 * What becomes of a reminder that is looked at:
 * - send: the user is reminded of this coupon, the earliest to end;
 * - wait: its coupon is not valid yet, or an order holds it: looked at again then;
 * - leave: another one of the same user decides, this one is looked at in its own time;
 * - drop: nothing ends, or another one has said it or will.
 */
export type ReminderDecision =
  | { kind: 'send'; couponId: string }
  | { kind: 'wait'; until: Date }
  | { kind: 'leave' }
  | { kind: 'drop' };

/** What holds a coupon past its time is looked at again so often. */
const SHORTEST_WAIT_MS = 60_000;

/**
 * Decides by what the user holds now. Of several that are due together the one that reaches furthest speaks for all, and none
 * speaks on a day on which the user was reminded of the batch already.
 * @param others of the same user and batch
 * @param coupons of the same user and batch, in any order
 */
export function decideReminder(
  reminder: DueReminder,
  {
    others,
    coupons,
    now,
  }: { others: readonly OtherReminder[]; coupons: readonly UnspentCoupon[]; now: Date },
): ReminderDecision {
  if (others.some(({ isSent }) => isSent)) return { kind: 'drop' };
  // A scan of a whole day takes some before their time: what is due already goes first, and may say it all.
  if (reminder.notifTime > now && others.length > 0) return { kind: 'leave' };
  if (others.some((other) => reachesFurther(other, reminder))) return { kind: 'drop' };
  const ending = coupons.filter(({ validUntil }) => validUntil > now && validUntil <= reminder.endsBy);
  const [earliest] = ending
    .filter(({ heldUntil, validFrom }) => heldUntil === null && validFrom <= now)
    .sort((a, b) => a.validUntil.getTime() - b.validUntil.getTime() || compareIds(a.couponId, b.couponId));
  if (earliest) return { kind: 'send', couponId: earliest.couponId };
  const waits = ending.flatMap((coupon) => usableAt(coupon, now) ?? []);
  if (waits.length === 0) return { kind: 'drop' };
  return { kind: 'wait', until: new Date(Math.min(...waits)) };
}

/** One order for all who look at both, so that they agree which of two speaks. */
function reachesFurther(a: OtherReminder, b: DueReminder): boolean {
  return (a.endsBy.getTime() - b.endsBy.getTime() || compareIds(a.id, b.id)) > 0;
}

/**
 * When to look at a coupon again that can't be used now. An order may let go of it before its time, so one that would hold it
 * past its end is looked at half-way there.
 * @returns milliseconds since the epoch; null when it ends before
 */
function usableAt({ validFrom, validUntil, heldUntil }: UnspentCoupon, now: Date): number | null {
  const end = validUntil.getTime();
  let at = validFrom.getTime();
  if (heldUntil !== null) {
    const free = heldUntil < validUntil ? heldUntil.getTime() : (now.getTime() + end) / 2;
    at = Math.max(at, Math.round(free), now.getTime() + SHORTEST_WAIT_MS);
  }
  return at < end ? at : null;
}
