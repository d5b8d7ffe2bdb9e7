import { paceOf } from './progress';

const now = new Date('2026-03-01T12:00:10Z');
const since = new Date('2026-03-01T12:00:00Z');

test('tells the rate of the last seconds and what it means for the rest', () => {
  expect(paceOf({ users: 50_000, since }, 12_500, now)).toEqual({ usersPerSecond: 5_000, secondsLeft: 3 });
});

test('says nothing while nothing was done', () => {
  expect(paceOf({ users: 0, since }, 12_500, now)).toEqual({ usersPerSecond: null, secondsLeft: null });
  expect(paceOf({ users: 10, since: now }, 12_500, now)).toEqual({ usersPerSecond: null, secondsLeft: null });
});

test('an audience that was estimated too low leaves nothing, not less', () => {
  expect(paceOf({ users: 100, since }, -5, now).secondsLeft).toBe(0);
});
