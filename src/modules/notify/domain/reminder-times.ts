import { addDays, localDayOf } from '../../../shared/zoned-time';

const HOUR_MS = 3_600_000;
/** A coupon that lives shorter than this is not worth a reminder. */
const SHORTEST_NOTICE_MS = 2 * HOUR_MS;

export interface ReminderTime {
  /** The day of the reminder, `YYYY-MM-DD` in the time zone it was planned in. */
  day: string;
  at: Date;
  /** The end that it reminds of: whatever ends by then is worth a word at that time. */
  endsBy: Date;
}

/**
 * When the holder of a coupon is reminded of its end: `remindDays` calendar days before it, at the time of day at which it
 * ends, as far as that is still to come and the coupon can be used then. A day is a day of the time zone's calendar, so a
 * change of clocks makes it 23 or 25 hours. A life too short for any of them gets one reminder half-way through what remains
 * of it, if that leaves two hours or more. At most one reminder a day; of two on one day the later one counts.
 * @param life of a coupon that is created, or given back, at `now`
 * @param remindDays days before `validUntil`, in any order
 * @param timeZone IANA
 * @returns in order of time
 */
export function reminderTimes(
  { now, validFrom, validUntil }: { now: Date; validFrom: Date; validUntil: Date },
  remindDays: readonly number[],
  timeZone: string,
): ReminderTime[] {
  if (remindDays.length === 0) return [];
  const usableFrom = Math.max(now.getTime(), validFrom.getTime());
  const instants = remindDays
    .map((days) => addDays(validUntil, -days, timeZone).getTime())
    .filter((instant) => instant > usableFrom && instant < validUntil.getTime());
  if (instants.length === 0) {
    const half = (validUntil.getTime() - usableFrom) / 2;
    if (half < SHORTEST_NOTICE_MS) return [];
    instants.push(Math.round(validUntil.getTime() - half));
  }
  const byDay = new Map(
    instants
      .sort((a, b) => a - b)
      .map((instant) => [localDayOf(new Date(instant), timeZone), new Date(instant)]),
  );
  return [...byDay].map(([day, at]) => ({ day, at, endsBy: validUntil }));
}
