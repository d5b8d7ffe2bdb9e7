import { wallTimeAt } from '../../../shared/zoned-time';
import type { LocalTimeWindow } from '../terms/rule-content';

export interface LocalTime {
  /** ISO weekday, 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  readonly minuteOfDay: number;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The clock on the wall in an IANA time zone. Throws RangeError for a zone that the runtime does not know. */
export function localTimeAt(nowMs: number, timeZone: string): LocalTime {
  const { year, month, day, hour, minute } = wallTimeAt(new Date(nowMs), timeZone);
  return {
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7,
    minuteOfDay: hour * 60 + minute,
  };
}

/** "Tue 21:05" */
export function formatLocalTime({ weekday, minuteOfDay }: LocalTime): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${WEEKDAYS[weekday - 1]} ${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}`;
}

/** Half open; a window whose end is not after its start runs into the next day and belongs to the day it opens. */
export function isInsideWindow({ weekday, minuteOfDay }: LocalTime, window: LocalTimeWindow): boolean {
  const opens = minuteOf(window.from);
  const closes = minuteOf(window.until);
  const opensOn = (day: number) => window.days === undefined || window.days.includes(day);
  if (closes > opens) {
    return opensOn(weekday) && minuteOfDay >= opens && minuteOfDay < closes;
  }
  const dayBefore = weekday === 1 ? 7 : weekday - 1;
  return (opensOn(weekday) && minuteOfDay >= opens) || (opensOn(dayBefore) && minuteOfDay < closes);
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}
