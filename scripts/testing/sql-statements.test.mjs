import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOut, normalise, readStatements, writeStatements } from './sql-statements.mjs';

const same = (/** @type {string} */ text, /** @type {string[]} */ ...sqls) => {
  for (const sql of sqls) assert.equal(normalise(sql), text);
};

test('white space is one space', () => {
  same('SELECT a FROM t WHERE (b = ?)', 'SELECT a\n   FROM t\n WHERE ( b = ? )\n');
});

test('however many ids, rows and branches there are, the text is the same', () => {
  same(
    'SELECT a FROM t WHERE id IN (?)',
    ...['?', '?, ?', '?,?,?'].map((ids) => `SELECT a FROM t WHERE id IN (${ids})`),
  );
  same(
    'INSERT INTO t (a, b, c) VALUES (?, ?, ?)',
    'INSERT INTO t (a, b, c) VALUES (?, ?, ?), (?, ?, ?)',
    "INSERT INTO t (a, b, c) VALUES (1,'2026-11-28 03:42:05.477',NULL),(20,'2026-11-28 03:42:05.477',?)",
  );
  same(
    'SELECT a FROM t WHERE ((a = ? AND b = ?))',
    'SELECT a FROM t WHERE ((a = ? AND b = ?) OR (a = ? AND b = ?))',
  );
  same(
    '(SELECT a FROM t WHERE b = ?)',
    '(SELECT a FROM t WHERE b = ?) UNION ALL (SELECT a FROM t WHERE b = ?)',
  );
  same(
    'UPDATE t SET a = CASE id WHEN ? THEN ? END',
    'UPDATE t SET a = CASE id WHEN ? THEN ? WHEN ? THEN ? END',
  );
});

test('what differs stays', () => {
  for (const sql of [
    'INSERT INTO t (a, b) VALUES (?, IF(ROW_COUNT() = 1, ?, NULL))',
    'SELECT a FROM t WHERE status IN (0, 1) AND kind = ?',
    'SELECT COALESCE(?, ?) FROM t WHERE a > ? OR (a = ? AND b > ?)',
    "SELECT a FROM t WHERE kind = 'x'",
  ]) {
    same(sql, sql);
  }
});

test('a file is sorted, has each statement once, a line a clause, and reads as it was written', () => {
  const statements = [
    'UPDATE t SET a = ? WHERE id = ?',
    'INSERT INTO t (a) SELECT b FROM (SELECT b FROM u WHERE c = ?) x LEFT JOIN v ON v.b = x.b ON DUPLICATE KEY UPDATE a = VALUES(a)',
  ];
  const text = writeStatements('order', [...statements, ...statements]);
  assert.deepEqual(readStatements(text), [...statements].sort());
  assert.equal(layOut(statements[0] ?? ''), 'UPDATE t\n  SET a = ?\n  WHERE id = ?;\n');
  assert.match(
    text,
    /\n {2}FROM \(SELECT b FROM u WHERE c = \?\) x\n {2}LEFT JOIN v ON v\.b = x\.b\n {2}ON DUPLICATE/,
  );
});
