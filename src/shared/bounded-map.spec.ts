import { BoundedMap } from './bounded-map';

test('keeps the newest entries, and never more than twice as many', () => {
  const map = new BoundedMap<number, string>(10);
  for (let key = 0; key < 1_000; key++) {
    map.set(key, `value ${key}`);
    const kept = Array.from({ length: key + 1 }, (_, one) => map.get(one)).filter(Boolean);
    expect(kept.length).toBeLessThanOrEqual(20);
    for (let one = Math.max(0, key - 9); one <= key; one++) expect(map.get(one)).toBe(`value ${one}`);
  }
});

test('what is set again is new, and has one value', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 1);
  map.set('c', 1);
  map.set('a', 2);
  map.set('d', 1);
  expect([map.get('a'), map.get('b'), map.get('c'), map.get('d')]).toEqual([2, undefined, 1, 1]);
});

test('what is deleted is gone from both generations', () => {
  const map = new BoundedMap<string, number>(1);
  map.set('a', 1);
  map.set('b', 1);
  map.set('a', 2);
  map.delete('a');
  expect(map.get('a')).toBeUndefined();
});
