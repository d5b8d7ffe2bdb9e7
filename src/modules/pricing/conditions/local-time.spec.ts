import { formatLocalTime, isInsideWindow, localTimeAt } from './local-time';

const at = (weekday: number, clock: string) => {
  const [hours, minutes] = clock.split(':').map(Number);
  return { weekday, minuteOfDay: hours! * 60 + minutes! };
};

describe('localTimeAt', () => {
  it.each([
    ['2026-11-24T23:30:00Z', 'UTC', 'Tue 23:30'],
    ['2026-11-24T23:30:00Z', 'Asia/Shanghai', 'Wed 07:30'],
    ['2026-11-24T23:30:00Z', 'America/New_York', 'Tue 18:30'],
    ['2026-11-23T00:00:00Z', 'UTC', 'Mon 00:00'],
    ['2026-11-22T00:05:59Z', 'UTC', 'Sun 00:05'],
    ...['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((weekday, i) => [
      `2026-11-${23 + i}T12:00:00Z`,
      'UTC',
      `${weekday} 12:00`,
    ]),
    // The night in which Berlin's clocks jump from 02:00 to 03:00.
    ['2026-03-29T00:59:00Z', 'Europe/Berlin', 'Sun 01:59'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', 'Sun 03:00'],
    ['2026-11-24T20:15:00Z', 'Asia/Kathmandu', 'Wed 02:00'],
  ])('%s in %s is %s', (instant, timeZone, expected) => {
    expect(formatLocalTime(localTimeAt(Date.parse(instant), timeZone))).toBe(expected);
  });

  it('does not know a zone that is none', () => {
    expect(() => localTimeAt(0, 'Europe/Atlantis')).toThrow(RangeError);
  });
});

describe('isInsideWindow', () => {
  const evening = { from: '18:00', until: '20:30' };
  const night = { from: '22:00', until: '02:00' };
  const weekend = { days: [6, 7], from: '22:00', until: '02:00' };
  it.each([
    [evening, at(2, '17:59'), false],
    [evening, at(2, '18:00'), true],
    [evening, at(2, '20:29'), true],
    [evening, at(2, '20:30'), false],
    [{ from: '00:00', until: '24:00' }, at(1, '23:59'), true],
    [{ from: '00:00', until: '24:00' }, at(1, '00:00'), true],
    [{ from: '08:00', until: '08:00' }, at(1, '07:59'), true],
    [{ ...evening, days: [2] }, at(2, '18:00'), true],
    [{ ...evening, days: [2] }, at(3, '18:00'), false],
    [night, at(2, '21:59'), false],
    [night, at(2, '22:00'), true],
    [night, at(3, '01:59'), true],
    [night, at(3, '02:00'), false],
    [weekend, at(7, '23:00'), true],
    [weekend, at(1, '01:00'), true],
    [weekend, at(6, '01:00'), false],
    [weekend, at(1, '23:00'), false],
    [weekend, at(5, '23:00'), false],
    [weekend, at(6, '23:00'), true],
    [{ ...weekend, days: [5] }, at(6, '01:00'), true],
    [{ ...weekend, days: [1] }, at(2, '01:00'), true],
    [{ ...weekend, days: [7] }, at(1, '01:59'), true],
  ])('%j at %j: %s', (window, local, expected) => {
    expect(isInsideWindow(local, window)).toBe(expected);
  });
});
