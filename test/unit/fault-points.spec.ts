import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_POINTS } from '../../src/platform/faults';

const ROOT = join(__dirname, '../..');
const kills = readdirSync(join(ROOT, 'test/e2e')).map((file) =>
  readFileSync(join(ROOT, 'test/e2e', file), 'utf8'),
);
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(ROOT, 'src', file), 'utf8'));

test.each(FAULT_POINTS)('%s is one place in the code, and a test kills a process there', (point) => {
  const places = sources.filter((source) => source.includes(`faultPoint('${point}')`));
  expect(places).toHaveLength(1);
  // By its name, or as one of all of its kind.
  const [kind] = point.split('.');
  const names = [`'${point}'`, `startsWith('${kind}.')`];
  expect(kills.filter((tests) => names.some((name) => tests.includes(name)))).not.toEqual([]);
});
