import { isClaimed, restAfter } from './pace';

test('works without a rest while nobody, or hardly anybody, claims', () => {
  expect(restAfter(80, undefined, 25)).toBe(0);
  expect(restAfter(80, { claimsPerSecond: 3, worstMs: 10 }, 25)).toBe(0);
});

test('works the given share of the time while users claim', () => {
  expect(restAfter(30, { claimsPerSecond: 500, worstMs: 10 }, 25)).toBe(90);
  expect(restAfter(30, { claimsPerSecond: 500, worstMs: 10 }, 100)).toBe(0);
});

test('rests twice as long while claims are slow, however few', () => {
  expect(restAfter(30, { claimsPerSecond: 500, worstMs: 80 }, 25)).toBe(180);
  expect(isClaimed({ claimsPerSecond: 1, worstMs: 80 })).toBe(true);
});

test('never stands still', () => {
  expect(restAfter(5_000, { claimsPerSecond: 500, worstMs: 80 }, 1)).toBe(2_000);
});
