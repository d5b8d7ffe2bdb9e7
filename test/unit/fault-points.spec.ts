import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_POINTS } from '../../src/platform/faults';

const ROOT = join(__dirname, '../..');
const kills = ['kill.spec.ts', 'kill-outside.spec.ts'].map((file) =>
  readFileSync(join(ROOT, 'test/e2e', file), 'utf8'),
);
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(ROOT, 'src', file), 'utf8'));

test.each(FAULT_POINTS)('%s is one place in the code, and a test kills a process there', (point) => {
  const places = sources.filter((source) => source.includes(`faultPoint('${point}')`));
  expect(places).toHaveLength(1);
  expect(kills.filter((tests) => tests.includes(`'${point}'`))).not.toEqual([]);
});
