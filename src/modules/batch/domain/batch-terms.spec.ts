import * as fc from 'fast-check';
import { checkProperty } from '../../../../test/support/property';
import { expectedInstant, shownMs, zonedInstants } from '../../../../test/support/time-zones';
import { validityOf } from './batch-terms';

test('a window of the batch is that of every coupon, whenever it was got', () => {
  const window = { from: new Date('2026-03-01T00:00:00Z'), until: new Date('2026-04-01T00:00:00Z') };
  expect(validityOf({ kind: 'fixed', ...window }, new Date('2026-03-29T00:00:00Z'), 'Europe/Vienna')).toEqual(
    {
      validFrom: window.from,
      validUntil: window.until,
    },
  );
});

test('seven days over a change of clocks end at the same time of day', () => {
  const gotAt = new Date('2026-03-27T18:00:00Z');
  expect(validityOf({ kind: 'days', days: 7 }, gotAt, 'Europe/Vienna')).toEqual({
    validFrom: gotAt,
    validUntil: new Date('2026-04-03T17:00:00Z'),
  });
});

test('in every zone a coupon expires so many days of the calendar after its user got it, at that time of day', () => {
  const cases = fc.record({ got: zonedInstants, days: fc.integer({ min: 1, max: 400 }) });
  checkProperty(cases, ({ got: { timeZone, ms }, days }) => {
    const { validFrom, validUntil } = validityOf({ kind: 'days', days }, new Date(ms), timeZone);
    expect(validFrom.getTime()).toBe(ms);
    expect(validUntil.getTime()).toBe(expectedInstant(shownMs(ms, timeZone) + days * 86_400_000, timeZone));
  });
});
