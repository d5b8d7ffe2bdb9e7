import { instantAt, wallTimeAt } from '../../../shared/zoned-time';

/** `HH:MM` of a user's clock, [from, until); past midnight where `until` is the earlier one, never where both are equal. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
}

/**
 * The first instant from `now` on at which a user may be disturbed: `now` itself, or the end of their quiet hours.
 * @param timeZone IANA
 */
export function firstLoudInstant(now: Date, quiet: QuietHours, timeZone: string): Date {
  const wall = wallTimeAt(now, timeZone);
  const minute = wall.hour * 60 + wall.minute;
  const [opens, closes] = [minuteOf(quiet.from), minuteOf(quiet.until)];
  const spansMidnight = closes < opens;
  const isQuiet = spansMidnight ? minute >= opens || minute < closes : minute >= opens && minute < closes;
  if (!isQuiet) return now;
  const day = spansMidnight && minute >= opens ? wall.day + 1 : wall.day;
  const end = instantAt({ ...wall, day, hour: 0, minute: closes, second: 0, ms: 0 }, timeZone);
  // Where clocks are put back over the end of quiet hours, the first of the two ends has passed.
  if (end <= now) return now;
  // Where they are put forward, all of the time between two quiet hours may fall into the gap.
  return firstLoudInstant(end, quiet, timeZone);
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}
