import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { countJest, countTap } from './count-results.mjs';
import { parseTestOptions } from './options.mjs';

test('a test file that could not be loaded counts as failed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'count-'));
  const file = join(folder, 'jest.json');
  writeFileSync(file, JSON.stringify({ numPassedTests: 5, numFailedTests: 1, numRuntimeErrorTestSuites: 2 }));
  assert.deepEqual(countJest(file), { passed: 5, failed: 3 });
  rmSync(folder, { recursive: true });
  assert.deepEqual(countJest(file), { passed: 0, failed: 0 });
});

test('the totals of a TAP report are read, not those of its parts', () => {
  const tap =
    'TAP version 13\n# Subtest: # pass 99\nok 1 - x\n1..1\n# tests 4\n# pass 2\n# fail 1\n# cancelled 1\n';
  assert.deepEqual(countTap(tap), { passed: 2, failed: 2 });
});

test('what npm test does not know goes to Jest', () => {
  const options = parseTestOptions(['--summary-file=/x', '--selectProjects', 'unit', 'a.spec.ts']);
  assert.equal(options.summaryFile, '/x');
  assert.deepEqual(options.jestArgs, ['--selectProjects', 'unit', 'a.spec.ts']);
});
