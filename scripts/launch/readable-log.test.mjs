import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableLog } from './readable-log.mjs';

test('a JSON log line becomes readable', () => {
  const line =
    '{"level":30,"time":"2026-01-02T03:04:05.678Z","pid":9,"msg":"listens","port":3000,"a":{"b":1}}';
  assert.equal(readableLog(line), '03:04:05 INFO  listens port=3000 a={"b":1}');
});

test('an error keeps its stack', () => {
  const line = JSON.stringify({
    level: 50,
    time: 0,
    msg: 'failed',
    err: { message: 'x', stack: 'Error: x\n    at y' },
  });
  assert.equal(readableLog(line), '00:00:00 ERROR failed\nError: x\n    at y');
});

for (const line of ['plain text', '{"no":"log"}', '{broken', '']) {
  test(`"${line}" stays as it is`, () => assert.equal(readableLog(line), line));
}
