import * as fc from 'fast-check';
import { checkProperty } from '../../test/support/property';
import {
  expectedInstant,
  instantsShowing,
  shownAt,
  shownMs,
  zonedInstants,
} from '../../test/support/time-zones';
import { addDays, endOfLocalDay, instantAt, localDayOf, wallTimeAt } from './zoned-time';

const at = (text: string) => new Date(text);
const wall = (year: number, month: number, day: number, hour = 0, minute = 0) => ({
  year,
  month,
  day,
  hour,
  minute,
  second: 0,
  ms: 0,
});

test.each([
  ['Europe/Vienna', wall(2026, 3, 29, 2, 30), '2026-03-29T01:30:00Z'],
  ['America/New_York', wall(2026, 3, 8, 2, 0), '2026-03-08T07:00:00Z'],
  ['Pacific/Apia', wall(2011, 12, 30, 12, 0), '2011-12-30T22:00:00Z'],
  ['America/Santiago', wall(2026, 9, 6, 0, 0), '2026-09-06T04:00:00Z'],
])('a time in a gap is moved by its length: %s', (timeZone, gap, expected) => {
  expect(instantAt(gap, timeZone)).toEqual(at(expected));
});

test('of the two instants in an overlap it is the earlier', () => {
  expect(instantAt(wall(2026, 10, 25, 2, 30), 'Europe/Vienna')).toEqual(at('2026-10-25T00:30:00Z'));
});

test('fields past their range run over, also over a leap day', () => {
  expect(instantAt(wall(2028, 3, 0), 'UTC')).toEqual(at('2028-02-29T00:00:00Z'));
  expect(instantAt(wall(2026, 3, 0), 'UTC')).toEqual(at('2026-02-28T00:00:00Z'));
});

test('a day ends where the next begins, an hour early or late when clocks change', () => {
  expect(endOfLocalDay('2026-03-29', 'Europe/Vienna')).toEqual(at('2026-03-29T22:00:00Z'));
  expect(endOfLocalDay('2026-12-31', 'Asia/Kathmandu')).toEqual(at('2026-12-31T18:15:00Z'));
});

test('every spelling of a zone shows the same time, and costs no further format', () => {
  const spellings = Array.from({ length: 10_000 }, (_, seed) =>
    Array.from('europe/vienna', (letter, at) => ((seed >> at) & 1 ? letter.toUpperCase() : letter)).join(''),
  );
  const instant = at('2026-07-01T10:00:00Z');
  const before = process.memoryUsage().rss;
  for (const spelling of spellings) expect(wallTimeAt(instant, spelling).hour).toBe(12);
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
});

test('in every zone the instant of what the wall shows is one at which it does, and the earliest', () => {
  checkProperty(zonedInstants, ({ timeZone, ms }) => {
    const shown = wallTimeAt(new Date(ms), timeZone);
    const instant = instantAt(shown, timeZone).getTime();
    const all = instantsShowing(shownMs(ms, timeZone), timeZone);
    expect(all).toContain(ms);
    expect(instant).toBe(all[0]);
    expect(localDayOf(new Date(ms), timeZone)).toBe(shownAt(ms, timeZone).slice(0, 10));
  });
});

test('in every zone a day is what lies between its ends', () => {
  checkProperty(zonedInstants, ({ timeZone, ms }) => {
    const day = localDayOf(new Date(ms), timeZone);
    const end = endOfLocalDay(day, timeZone);
    expect(end.getTime()).toBeGreaterThan(ms);
    expect(localDayOf(new Date(end.getTime() - 1), timeZone)).toBe(day);
    expect(localDayOf(end, timeZone) > day).toBe(true);
  });
});

test('in every zone so many days later it is the same time of day, as far as the clocks have it', () => {
  const cases = fc.record({ from: zonedInstants, days: fc.integer({ min: -60, max: 800 }) });
  checkProperty(cases, ({ from: { timeZone, ms }, days }) => {
    const later = addDays(new Date(ms), days, timeZone).getTime();
    expect(later).toBe(expectedInstant(shownMs(ms, timeZone) + days * 86_400_000, timeZone));
  });
});
