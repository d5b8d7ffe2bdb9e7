import * as fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { expectedInstant, shownAt, shownMs, zonedInstants } from '../../../../test/support/time-zones';
import { reminderTimes } from './reminder-times';

const at = (text: string) => new Date(text);
const now = at('2026-03-01T12:00:00Z');
const timesOf = (validUntil: Date, days: number[], timeZone: string, validFrom = now) =>
  reminderTimes({ now, validFrom, validUntil }, days, timeZone).map((time) => {
    expect(time.endsBy).toEqual(validUntil);
    return { day: time.day, at: time.at };
  });

test('reminds the given numbers of days before the end, in order of time', () => {
  expect(timesOf(at('2026-03-20T18:00:00Z'), [1, 3], 'UTC')).toEqual([
    { day: '2026-03-17', at: at('2026-03-17T18:00:00Z') },
    { day: '2026-03-19', at: at('2026-03-19T18:00:00Z') },
  ]);
});

test('leaves out what is past already', () => {
  expect(timesOf(at('2026-03-03T11:00:00Z'), [3, 1], 'UTC')).toEqual([
    { day: '2026-03-02', at: at('2026-03-02T11:00:00Z') },
  ]);
});

test('a short life is reminded half-way through it', () => {
  expect(timesOf(at('2026-03-01T22:00:00Z'), [3, 1], 'UTC')).toEqual([
    { day: '2026-03-01', at: at('2026-03-01T17:00:00Z') },
  ]);
});

test('a life that leaves less than two hours of notice is not reminded', () => {
  expect(timesOf(at('2026-03-01T15:59:59Z'), [1], 'UTC')).toEqual([]);
  expect(timesOf(at('2026-03-01T16:00:00Z'), [1], 'UTC')).toHaveLength(1);
});

test('nobody is reminded of a coupon before they can use it', () => {
  const end = at('2026-03-20T18:00:00Z');
  expect(timesOf(end, [3, 1], 'UTC', at('2026-03-18T00:00:00Z'))).toEqual([
    { day: '2026-03-19', at: at('2026-03-19T18:00:00Z') },
  ]);
  expect(timesOf(end, [3, 1], 'UTC', at('2026-03-20T08:00:00Z'))).toEqual([
    { day: '2026-03-20', at: at('2026-03-20T13:00:00Z') },
  ]);
  expect(timesOf(end, [3, 1], 'UTC', at('2026-03-20T15:00:00Z'))).toEqual([]);
});

test('no days, no reminder', () => {
  expect(timesOf(at('2026-03-20T18:00:00Z'), [], 'UTC')).toEqual([]);
});

test('a day is one of the calendar: 23 hours where clocks are put forward, 25 where they are put back', () => {
  expect(timesOf(at('2026-03-29T10:00:00Z'), [1], 'Europe/Vienna')).toEqual([
    { day: '2026-03-28', at: at('2026-03-28T11:00:00Z') },
  ]);
  expect(timesOf(at('2026-10-25T11:00:00Z'), [1], 'Europe/Vienna')).toEqual([
    { day: '2026-10-24', at: at('2026-10-24T10:00:00Z') },
  ]);
});

test('the day is that of the time zone', () => {
  expect(timesOf(at('2026-03-20T18:00:00Z'), [1], 'Asia/Tokyo')).toEqual([
    { day: '2026-03-20', at: at('2026-03-19T18:00:00Z') },
  ]);
});

test('in every zone each reminder is on its day, at the time of day of the end, and before the end', () => {
  const cases = fc.record({
    end: zonedInstants,
    days: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 }),
    lifeMinutes: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 45 * 1_440 })),
  });
  checkProperty(cases, ({ end: { timeZone, ms }, days, lifeMinutes }) => {
    const created = ms - lifeMinutes * 60_000;
    // Whichever of the two comes later counts.
    const [now, validFrom] = days.length % 2 === 0 ? [created, created - 1] : [created - DAY_MS, created];
    const life = { now: at0(now), validFrom: at0(validFrom), validUntil: at0(ms) };
    const times = reminderTimes(life, days, timeZone);
    const wanted = days
      .map((count) => expectedInstant(shownMs(ms, timeZone) - count * DAY_MS, timeZone))
      .filter((instant) => instant > created && instant < ms);
    if (wanted.length === 0) {
      const half = (ms - created) / 2;
      expect(times.map((time) => time.at.getTime())).toEqual(
        half >= 7_200_000 ? [Math.round(ms - half)] : [],
      );
    } else {
      const latestOfDay = new Map(
        wanted.sort((a, b) => a - b).map((instant) => [dayOf(instant, timeZone), instant]),
      );
      expect(times.map((time) => time.at.getTime())).toEqual([...latestOfDay.values()]);
    }
    for (const time of times) {
      expect(time.day).toBe(dayOf(time.at.getTime(), timeZone));
      expect(time.at.getTime()).toBeLessThan(ms);
      expect(time.at.getTime()).toBeGreaterThan(created);
    }
  });
});

const DAY_MS = 86_400_000;
const at0 = (ms: number) => new Date(ms);
const dayOf = (ms: number, timeZone: string) => shownAt(ms, timeZone).slice(0, 10);
