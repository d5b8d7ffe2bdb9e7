import { reminderTimes } from './reminder-times';

const at = (text: string) => new Date(text);
const now = at('2026-03-01T12:00:00Z');

test('reminds the given numbers of days before the end, in order of time', () => {
  expect(reminderTimes(now, at('2026-03-20T18:00:00Z'), [1, 3])).toEqual([
    { day: '2026-03-17', at: at('2026-03-17T18:00:00Z') },
    { day: '2026-03-19', at: at('2026-03-19T18:00:00Z') },
  ]);
});

test('leaves out what is past already', () => {
  expect(reminderTimes(now, at('2026-03-03T11:00:00Z'), [3, 1])).toEqual([
    { day: '2026-03-02', at: at('2026-03-02T11:00:00Z') },
  ]);
});

test('a short life is reminded half-way through it', () => {
  expect(reminderTimes(now, at('2026-03-01T22:00:00Z'), [3, 1])).toEqual([
    { day: '2026-03-01', at: at('2026-03-01T17:00:00Z') },
  ]);
});

test('a life that leaves less than two hours of notice is not reminded', () => {
  expect(reminderTimes(now, at('2026-03-01T15:59:59Z'), [1])).toEqual([]);
  expect(reminderTimes(now, at('2026-03-01T16:00:00Z'), [1])).toHaveLength(1);
});

test('no days, no reminder', () => {
  expect(reminderTimes(now, at('2026-03-20T18:00:00Z'), [])).toEqual([]);
});
