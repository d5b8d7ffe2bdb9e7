import type { LocalTimeWindow } from './rule-content';

export interface LocalTime {
  /** ISO weekday, 1 = Monday … 7 = Sunday. */
  readonly weekday: number;
  readonly minuteOfDay: number;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formatsByTimeZone = new Map<string, Intl.DateTimeFormat>();

/** Building a format costs some 50 µs, using it 2 µs, so they are kept; there are fewer than 600 zones. */
function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formatsByTimeZone.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatsByTimeZone.set(timeZone, format);
  }
  return format;
}

/** The clock on the wall in an IANA time zone. Throws RangeError for a zone that the runtime does not know. */
export function localTimeAt(nowMs: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(nowMs)
      .map((part) => [part.type, part.value]),
  );
  return {
    weekday: WEEKDAYS.indexOf(parts.get('weekday')!) + 1,
    minuteOfDay: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
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
