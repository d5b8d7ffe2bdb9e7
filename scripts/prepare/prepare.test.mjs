import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { writeProcessRecord } from '../servers/process-identity.mjs';
import { fingerprint, isFresh } from './freshness.mjs';
import { insertOrSelectHold } from './lock.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prepare-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/**
 * @param {string} name
 * @param {string} content
 * @param {number} ageSeconds
 */
function write(name, content, ageSeconds) {
  const file = join(folder, name);
  writeFileSync(file, content);
  const at = Date.now() / 1000 - ageSeconds;
  utimesSync(file, at, at);
  return file;
}

function newBuild() {
  mkdirSync(join(folder, 'src'));
  write('src/a.ts', 'a', 100);
  const outputFile = write('out.js', '', 50);
  return { stampFile: join(folder, 'stamp'), outputFile, inputs: [join(folder, 'src')] };
}

test('without an output nothing is fresh', () => {
  const build = newBuild();
  rmSync(build.outputFile);
  assert.equal(isFresh(build), false);
});

test('without a stamp the output must be newer than every input', () => {
  const build = newBuild();
  assert.equal(isFresh(build), true);
  write('src/b.ts', 'b', 10);
  assert.equal(isFresh(build), false);
});

test('a stamp tells by content: touching a file changes nothing, editing or adding one does', () => {
  const build = newBuild();
  writeFileSync(build.stampFile, fingerprint(build.inputs));
  write('src/a.ts', 'a', 0);
  assert.equal(isFresh(build), true);
  write('src/a.ts', 'changed', 0);
  assert.equal(isFresh(build), false);
  write('src/a.ts', 'a', 0);
  write('src/c.ts', '', 0);
  assert.equal(isFresh(build), false);
});

test('tests beside the code do not make a build stale', () => {
  const build = newBuild();
  write('src/a.spec.ts', 'x', 0);
  assert.equal(isFresh(build), true);
});

test('a lock that a living process holds is not taken, and is waited for', async () => {
  const file = join(folder, 'lock');
  const holder = spawn('sleep', ['60']);
  writeProcessRecord(file, holder.pid ?? 0);
  assert.equal((await insertOrSelectHold(file, { waitMs: 0 })).holderPid, holder.pid);

  const waiting = insertOrSelectHold(file, { waitMs: 10_000, onWait: () => holder.kill('SIGKILL') });
  const lock = await waiting;
  assert.equal(lock.holderPid, undefined);
  lock.release();
  assert.equal(existsSync(file), false);
});

test('a lock is taken from a dead process, even where its pid belongs to somebody else now', async () => {
  const file = join(folder, 'lock');
  const stranger = spawn('sleep', ['60']);
  writeFileSync(file, JSON.stringify({ pid: stranger.pid, identity: 'another boot/12345' }));
  const lock = await insertOrSelectHold(file, { waitMs: 0 });
  assert.equal(lock.holderPid, undefined);
  lock.release();
  stranger.kill();
  await once(stranger, 'exit');
});
