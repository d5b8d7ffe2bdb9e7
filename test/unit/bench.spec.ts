import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Benches and chaos runs are no part of the type check, and take from the build what they need: every name has to be there. */
const taken = readdirSync(join(ROOT, 'bench'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.mjs'))
  .flatMap((file) =>
    Array.from(
      readFileSync(join(ROOT, 'bench', file), 'utf8').matchAll(
        /const \{([^}]+)\} = require\('(?:\.\.\/)+dist\/(src\/[^']+?)(?:\.js)?'\)/g,
      ),
      ([, names, path]) => ({ file, path: path!, names: names!.split(',').map((name) => name.trim()) }),
    ),
  );

test('something is taken', () => expect(taken.length).toBeGreaterThan(5));

test.each(taken)('bench/$file: $names of $path', ({ path, names }) => {
  const exported = Object.keys(require(join(ROOT, path)));
  expect(exported).toEqual(expect.arrayContaining(names));
});
