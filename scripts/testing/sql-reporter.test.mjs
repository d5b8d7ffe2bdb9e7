import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, mock, test } from 'node:test';
import SqlReporter from './sql-reporter.mjs';

const root = resolve(import.meta.dirname, '../..');
const integration = join(root, 'test/integration');
const EVERY = /** @type {string[]} */ (readdirSync(integration, { recursive: true }))
  .filter((name) => name.endsWith('.spec.ts'))
  .map((name) => ({ testFilePath: join(integration, name) }));

let folder = '';
let logged = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'coupon-sql-test-'));
  logged = '';
  mock.method(console, 'log', (/** @type {string} */ text) => {
    logged += text;
  });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  delete process.env.SQL_DUMP;
  mock.restoreAll();
});

/**
 * One run, in which two workers send these statements.
 * @param {string[]} statements of a module `order`
 * @param {{ testResults?: { testFilePath: string }[], failed?: number, dump?: boolean }} run
 * @returns {string} what it says; empty when all is well
 */
function run(statements, { testResults = EVERY, failed = 0, dump = false } = {}) {
  process.env.SQL_CHECK = '1';
  if (dump) process.env.SQL_DUMP = '1';
  else delete process.env.SQL_DUMP;
  let said = '';
  mock.method(console, 'error', (/** @type {string} */ text) => {
    said = text;
  });
  const reporter = new SqlReporter({}, { folder });
  reporter.onRunStart();
  statements.forEach((statement, at) => {
    const line = JSON.stringify({ sender: 'order', statement, test: 'a.spec.ts' });
    appendFileSync(join(process.env.SQL_SENT_FOLDER ?? '', `${1 + (at % 2)}.jsonl`), `${line}\n`);
  });
  reporter.onRunComplete(undefined, {
    numFailedTests: failed,
    numFailedTestSuites: failed,
    wasInterrupted: false,
    testResults,
  });
  assert.equal(reporter.getLastError() === undefined, said === '');
  return said;
}

const [ONE, TWO] = ['SELECT 1 FROM a', 'SELECT 2 FROM a'];

test('what was dumped is known; what was not fails the run and is named with its test', () => {
  run([ONE], { dump: true });
  assert.equal(run([ONE, ONE]), '');
  assert.match(
    run([ONE, TWO]),
    /npm run sql:dump[\s\S]*order\.sql, sent in a\.spec\.ts:\nSELECT 2\n {2}FROM a;/,
  );
});

test('what is not sent this time is named after a run of all tests, and fails nothing', () => {
  run([ONE, TWO], { dump: true });
  logged = '';
  assert.equal(run([ONE], { testResults: EVERY.slice(1) }), '');
  assert.equal(run([ONE], { failed: 1 }), '');
  assert.equal(logged, '');
  assert.equal(run([ONE]), '');
  assert.match(logged, /order\.sql, but not sent this time[^\n]*\nSELECT 2/);
});

test('a dump of all tests replaces, one of a part or of a red run adds', () => {
  const text = () => readFileSync(join(folder, 'order.sql'), 'utf8');
  writeFileSync(join(folder, 'gone.sql'), 'SELECT 3;\n');
  run([ONE], { dump: true, testResults: EVERY.slice(1) });
  run([TWO], { dump: true, failed: 1 });
  assert.deepEqual(readdirSync(folder), ['gone.sql', 'order.sql']);
  assert.match(text(), /SELECT 1[\s\S]*SELECT 2/);
  run([TWO], { dump: true });
  assert.deepEqual(readdirSync(folder), ['order.sql']);
  assert.doesNotMatch(text(), /SELECT 1/);
});
