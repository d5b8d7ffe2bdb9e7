import type { SqlReader, SqlValue } from '../../../platform/database';
import { ReadCategoryLines } from './read-category-lines';

/** A reader in which every category lies under category 1. @param before what happens while it is asked */
function readerOf(before: () => Promise<unknown> = async () => undefined): SqlReader {
  const rows = async (_sql: string, values: readonly SqlValue[] = []) => {
    await before();
    return (values[0] as string[]).flatMap((leaf) => [
      { leaf, category_id: leaf },
      { leaf, category_id: '1' },
    ]);
  };
  return { rows, row: async () => undefined } as SqlReader;
}

test('a line that others push out of the cache while it reads is answered all the same', async () => {
  const lines = new ReadCategoryLines();
  await lines.execute(readerOf(), ['2']);
  const others = Array.from({ length: 21_000 }, (_, at) => String(at + 10));
  const pushOut = () => lines.execute(readerOf(), others);
  expect(await lines.execute(readerOf(pushOut), ['2', '3'])).toEqual(
    new Map([
      ['2', ['2', '1']],
      ['3', ['3', '1']],
    ]),
  );
});
