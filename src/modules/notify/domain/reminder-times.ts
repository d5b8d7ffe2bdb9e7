const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A coupon that lives shorter than this is not worth a reminder. */
const SHORTEST_NOTICE_MS = 2 * HOUR_MS;

export interface ReminderTime {
  /** The day of the reminder, `YYYY-MM-DD` in UTC. */
  day: string;
  at: Date;
}

/**
 * When the holder of a coupon is reminded of its end: `remindDays` times 24 hours before it, as far as that is still to
 * come. A life too short for any of them gets one reminder half-way through what remains, if that leaves two hours or
 * more. At most one reminder a day; of two on one day the later one counts.
 * @param now when the coupon is created
 * @param remindDays days before `validUntil`, in any order
 * @returns in order of time
 */
export function reminderTimes(now: Date, validUntil: Date, remindDays: readonly number[]): ReminderTime[] {
  if (remindDays.length === 0) return [];
  const end = validUntil.getTime();
  const instants = remindDays.map((days) => end - days * DAY_MS).filter((instant) => instant > now.getTime());
  if (instants.length === 0) {
    const half = (end - now.getTime()) / 2;
    if (half < SHORTEST_NOTICE_MS) return [];
    instants.push(Math.round(end - half));
  }
  const byDay = new Map(
    instants.sort((a, b) => a - b).map((instant) => [new Date(instant).toISOString().slice(0, 10), instant]),
  );
  return [...byDay].map(([day, instant]) => ({ day, at: new Date(instant) }));
}
