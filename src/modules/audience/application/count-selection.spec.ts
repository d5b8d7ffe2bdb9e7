import { isPassShorter } from './count-selection';

test('tags of everybody are read in one pass where a walk with lookups would be longer', () => {
  expect(isPassShorter({ users: 1_000_000, tagRows: 2_800_000, walkLength: 950_000 })).toBe(true);
  expect(isPassShorter({ users: 1_000_000, tagRows: 10_000_000, walkLength: 950_000 })).toBe(false);
});

test('a few tagged users among many are walked: a pass would look at all the others', () => {
  expect(isPassShorter({ users: 3_000_000, tagRows: 60_000, walkLength: 60_000 })).toBe(false);
  expect(isPassShorter({ users: 1_000_000, tagRows: 2_000, walkLength: 2_000 })).toBe(false);
});

test('a pass that might not come to its end is not begun', () => {
  expect(isPassShorter({ users: 1_500_000, tagRows: 1_500_000, walkLength: 1_400_000 })).toBe(false);
});
