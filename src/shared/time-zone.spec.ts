import { TIME_ZONES } from '../../test/support/time-zones';
import { canonicalTimeZone, isTimeZone } from './time-zone';

test.each(['Europe/Vienna', 'UTC', 'Asia/Kolkata', 'europe/vienna'])('%s is a time zone', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(['Mars/Olympus', '', '+02:00', '-05', 'Europe/Vienna ', '1'])('"%s" is no time zone', (name) => {
  expect(isTimeZone(name)).toBe(false);
  expect(canonicalTimeZone(name)).toBeUndefined();
});

test('every spelling of a zone is stored as one', () => {
  for (const zone of TIME_ZONES) {
    expect([zone, zone.toLowerCase(), zone.toUpperCase()].map(canonicalTimeZone)).toEqual([zone, zone, zone]);
  }
});
