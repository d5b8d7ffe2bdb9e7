import * as fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { shownAt, zonedInstants } from '../../../../test/support/time-zones';
import { firstLoudInstant } from './quiet-hours';

const at = (text: string) => new Date(text);
const night = { from: '22:00', until: '08:00' };

test.each([
  ['2026-06-01T12:00:00Z', '2026-06-01T12:00:00Z'],
  ['2026-06-01T20:00:00Z', '2026-06-02T06:00:00Z'],
  ['2026-06-02T03:30:00Z', '2026-06-02T06:00:00Z'],
  ['2026-06-02T06:00:00Z', '2026-06-02T06:00:00Z'],
  ['2026-03-28T22:00:00Z', '2026-03-29T06:00:00Z'],
])('in Vienna, quiet from 22:00 until 08:00: at %s nobody is disturbed before %s', (now, loud) => {
  expect(firstLoudInstant(at(now), night, 'Europe/Vienna')).toEqual(at(loud));
});

test('a gap that swallows all that is loud of a day leaves the next day', () => {
  const hourOfDay = { from: '04:00', until: '03:00' };
  expect(firstLoudInstant(at('2020-03-29T00:59:00Z'), hourOfDay, 'Europe/Helsinki')).toEqual(
    at('2020-03-30T00:00:00Z'),
  );
});

test('the same time twice is never quiet', () => {
  expect(firstLoudInstant(at('2026-06-01T00:00:00Z'), { from: '00:00', until: '00:00' }, 'UTC')).toEqual(
    at('2026-06-01T00:00:00Z'),
  );
});

test('in every zone nobody is disturbed in their quiet hours, nor kept waiting past them', () => {
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  checkProperty(
    fc.record({ instant: zonedInstants, from: clock, until: clock }),
    ({ instant, from, until }) => {
      const { timeZone, ms } = instant;
      const loud = firstLoudInstant(new Date(ms), { from, until }, timeZone).getTime();
      const isQuiet = (when: number) => {
        const clockThen = shownAt(when, timeZone).slice(11, 16);
        return from < until
          ? clockThen >= from && clockThen < until
          : until < from && (clockThen >= from || clockThen < until);
      };
      expect(loud).toBeGreaterThanOrEqual(ms);
      expect(loud - ms).toBeLessThanOrEqual(49 * 3_600_000);
      if (loud === ms) return;
      expect(isQuiet(ms)).toBe(true);
      expect(isQuiet(loud)).toBe(false);
    },
  );
});
