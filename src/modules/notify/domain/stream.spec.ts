import { Stream } from './stream';

const items = (...ids: number[]) => ids.map((id) => ({ id: String(id), item: id }));

function newStream(floor: string | null = '0') {
  const shown: number[] = [];
  let ends = 0;
  const stream = new Stream<number>(
    (item) => shown.push(item),
    () => ends++,
  );
  if (floor !== null) stream.begin(floor);
  return { stream, shown, ends: () => ends };
}

test('shows each item above the floor once, in order of id', () => {
  const { stream, shown } = newStream('5');
  stream.offer(items(8, 5, 4, 6));
  stream.offer(items(8, 9, 6));
  expect(shown).toEqual([6, 8, 9]);
});

test('shows nothing before it begins', () => {
  const { stream, shown } = newStream(null);
  stream.offer(items(1, 2));
  stream.begin('1');
  stream.offer(items(1, 2));
  expect(shown).toEqual([2]);
});

test('shows an item that becomes visible after a later one', () => {
  const { stream, shown } = newStream();
  stream.offer(items(12));
  stream.offer(items(12, 11));
  expect(shown).toEqual([12, 11]);
});

test('forgets old ids by raising the floor, and shows none of them again', () => {
  const { stream, shown } = newStream();
  const ids = Array.from({ length: 1_000 }, (_, at) => at + 1);
  for (const id of ids) stream.offer(items(id));
  stream.offer(items(...ids));
  expect(shown).toEqual(ids);
  expect(Number(stream.floor)).toBeGreaterThan(700);
});

test('ends once and shows nothing afterwards', () => {
  const { stream, shown, ends } = newStream();
  stream.end();
  stream.end();
  stream.offer(items(1));
  expect([shown, ends()]).toEqual([[], 1]);
});
