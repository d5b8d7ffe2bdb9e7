import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand } from './run-command.mjs';

const waits = { name: 'waits', program: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] };

test('a command that takes too long is stopped, and that is a failure', async () => {
  assert.equal(await runCommand({ ...waits, onLine: () => {}, deadlineMs: 200 }), 1);
  const polite =
    "process.on('SIGTERM', () => process.exit(0)); console.log('up'); setInterval(() => {}, 1000)";
  assert.equal(await runCommand({ ...waits, args: ['-e', polite], onLine: () => {}, deadlineMs: 3_000 }), 1);
});

test('one that is in time gives its own code', async () => {
  const args = ['-e', 'process.exit(3)'];
  assert.equal(await runCommand({ ...waits, args, onLine: () => {}, deadlineMs: 60_000 }), 3);
});
