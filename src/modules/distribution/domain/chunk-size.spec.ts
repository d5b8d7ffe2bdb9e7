import { nextChunkUsers } from './chunk-size';

test('starts small: nothing is known of the server yet', () => {
  expect(nextChunkUsers([], 300, 1)).toBe(2_000);
});

test('follows how long the last chunks took', () => {
  expect(nextChunkUsers([{ users: 4_000, tookMs: 100 }], 80, 1)).toBe(3_200);
  expect(nextChunkUsers([{ users: 4_000, tookMs: 100 }], 200, 1)).toBe(8_000);
});

test('one odd chunk changes the size threefold at most', () => {
  expect(nextChunkUsers([{ users: 1_500, tookMs: 1 }], 300, 1)).toBe(4_500);
  expect(nextChunkUsers([{ users: 3_000, tookMs: 60_000 }], 80, 1)).toBe(1_000);
});

test('stays between its bounds, in users and in coupons', () => {
  expect(nextChunkUsers([{ users: 20_000, tookMs: 10 }], 300, 1)).toBe(20_000);
  expect(nextChunkUsers([{ users: 150, tookMs: 60_000 }], 80, 1)).toBe(100);
  expect(nextChunkUsers([{ users: 20_000, tookMs: 10 }], 300, 10)).toBe(5_000);
  expect(nextChunkUsers([], 300, 1_000)).toBe(100);
});
