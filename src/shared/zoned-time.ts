import { BoundedMap } from './bounded-map';
import { DAY_MS } from './day';
import { zoneNamed } from './time-zone';

/** What a calendar and a clock on a wall show. `month` counts from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

const HOUR_MS = 3_600_000;
/** Hours of a zone whose offset is remembered at least; twice as many at most. */
const HOURS = 100;
/** Names that are remembered at least: a zone has many spellings. */
const NAMES = 1_000;

interface Zone {
  format: Intl.DateTimeFormat;
  /** Hour since the epoch → milliseconds that the clocks are ahead of UTC, or null for an hour in which they change. */
  hourOffsets: BoundedMap<number, number | null>;
}

/** By the zone's own name, of which there are fewer than 600. */
const zones = new Map<string, Zone>();
const zonesByName = new BoundedMap<string, Zone>(NAMES);

/** Building a format costs some 50 µs and 28 KiB, using it 2 µs, so one is kept per zone. */
function zoneOf(name: string): Zone {
  const known = zonesByName.get(name);
  if (known !== undefined) return known;
  const timeZone = zoneNamed(name) ?? name;
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
    });
    zone = { format, hourOffsets: new BoundedMap(HOURS) };
    zones.set(timeZone, zone);
  }
  zonesByName.set(name, zone);
  return zone;
}

/** @throws RangeError for a time zone that the runtime doesn't know */
export function wallTimeAt(instant: Date, timeZone: string): WallTime {
  const ms = instant.getTime();
  const wall = new Date(ms + offsetMsAt(ms, timeZone));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    ms: wall.getUTCMilliseconds(),
  };
}

/**
 * The instant at which the wall shows this. Of the two in an overlap (clocks were put back) it is the earlier; a time in a
 * gap (clocks were put forward) is moved by the length of the gap: the rule of RFC 5545, and Temporal's "compatible". Fields
 * past their range run over, so that day 0 is the last one of the month before.
 */
export function instantAt(wall: WallTime, timeZone: string): Date {
  const shown = asIfUtc(wall);
  // Transitions lie further apart than two days, so one of these offsets holds before, one after a transition nearby.
  const before = shown - offsetMsAt(shown - DAY_MS, timeZone);
  const after = shown - offsetMsAt(shown + DAY_MS, timeZone);
  const matching = [before, after].filter((ms) => ms + offsetMsAt(ms, timeZone) === shown);
  return new Date(matching.length > 0 ? Math.min(...matching) : before);
}

/**
 * The same time of day so many days on in that zone's calendar: a day is 23 or 25 hours long where clocks change.
 * @param days negative: that many days before
 */
export function addDays(instant: Date, days: number, timeZone: string): Date {
  const wall = wallTimeAt(instant, timeZone);
  return instantAt({ ...wall, day: wall.day + days }, timeZone);
}

/** `YYYY-MM-DD` of the calendar in that zone. */
export function localDayOf(instant: Date, timeZone: string): string {
  const { year, month, day } = wallTimeAt(instant, timeZone);
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** The first instant of `day` (`YYYY-MM-DD`) in that zone. */
export function startOfLocalDay(day: string, timeZone: string): Date {
  return midnightOf(day, 0, timeZone);
}

/** The first instant of the day after `day` (`YYYY-MM-DD`) in that zone. */
export function endOfLocalDay(day: string, timeZone: string): Date {
  return midnightOf(day, 1, timeZone);
}

function midnightOf(day: string, daysLater: number, timeZone: string): Date {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return instantAt({ year, month, day: date + daysLater, hour: 0, minute: 0, second: 0, ms: 0 }, timeZone);
}

function asIfUtc({ year, month, day, hour, minute, second, ms }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

/** How far the zone's clocks are ahead of UTC. */
function offsetMsAt(instantMs: number, timeZone: string): number {
  const { format, hourOffsets } = zoneOf(timeZone);
  const hour = Math.floor(instantMs / HOUR_MS);
  let offset = hourOffsets.get(hour);
  if (offset === undefined) {
    // Clocks don't change twice within an hour: what holds at both its ends holds all the while.
    const start = shownOffsetMs(hour * HOUR_MS, format);
    offset = start === shownOffsetMs((hour + 1) * HOUR_MS - 1000, format) ? start : null;
    hourOffsets.set(hour, offset);
  }
  return offset ?? shownOffsetMs(instantMs, format);
}

/** The same, asked of the runtime, which shows whole seconds. */
function shownOffsetMs(instantMs: number, format: Intl.DateTimeFormat): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instantMs)) parts[type] = Number(value);
  const ms = ((instantMs % 1000) + 1000) % 1000;
  return asIfUtc({ ...(parts as unknown as WallTime), ms }) - instantMs;
}
