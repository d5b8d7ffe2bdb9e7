import { putOffMs } from './put-off';

test('a row that fails by itself waits twice as long each time, up to ten minutes', () => {
  expect([0, 1, 2, 3, 10, 11, 1_000].map(putOffMs)).toEqual([
    500, 1_000, 2_000, 4_000, 512_000, 600_000, 600_000,
  ]);
});
