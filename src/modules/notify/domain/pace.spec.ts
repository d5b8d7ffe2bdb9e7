import { Pace } from './pace';

test('lets one through at once and the others evenly behind it, and forgets a pause', () => {
  let now = 0;
  const pace = new Pace(4, () => now);
  expect([pace.take(), pace.take(), pace.take()]).toEqual([0, 250, 500]);
  now = 10_000;
  expect([pace.take(), pace.take()]).toEqual([0, 250]);
});
