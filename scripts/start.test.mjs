import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { findMysqld, findRedisServer, pickPort, pollUntil } from './servers/index.mjs';
import { isAlive, readProcessRecord, signalGroup, stopRecordedProcess } from './servers/process-identity.mjs';

// The launcher with real servers and a stand-in for the application, in a project folder of its own.
const skip = (findMysqld() === undefined || findRedisServer() === undefined) && 'no server programs';
const root = mkdtempSync(join(tmpdir(), 'launcher-'));
const data = join(root, '.data');
// Of everything that a launcher starts.
const RECORD_FILES = ['api', 'worker', 'mysql/data', 'redis/data'].map((name) => `${name}.process.json`);
let port = 0;

/** @type {Set<number>} */
const launched = new Set();

before(() => {
  cpSync(import.meta.dirname, join(root, 'scripts'), { recursive: true });
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ scripts: { start: 'exec node scripts/start.mjs' } }),
  );
  writeFileSync(join(root, 'package-lock.json'), '{}');
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{}');
  mkdirSync(join(root, 'dist', 'src'), { recursive: true });
  for (const name of ['cli.js', 'worker.js', 'main.js']) {
    cpSync(join(import.meta.dirname, 'testing', 'stand-in-app.cjs'), join(root, 'dist', 'src', name));
  }
});
beforeEach(async () => {
  port = await pickPort();
});
after(async () => {
  for (const pid of launched) signalGroup(pid, 'SIGKILL');
  for (const file of RECORD_FILES) await stopRecordedProcess(join(data, file), { graceMs: 0 });
  rmSync(root, { recursive: true, force: true });
});

const UNSET = { DATABASE_URL: '', REDIS_URL: '', COUPON_DATA_DIR: '', JWT_SECRET: '', JWT_JWKS_URL: '' };

/** @param {NodeJS.ProcessEnv} [env] */
function launch(env = {}) {
  const child = spawn('npm', ['start'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    // What the machine has set for its own purposes would stand in for what is tested here.
    env: { ...process.env, ...UNSET, PORT: String(port), ...env },
  });
  const pid = child.pid ?? 0;
  launched.add(pid);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  /** @type {Promise<number | null>} */
  const exitCode = new Promise((resolve) => {
    child.once('close', (code) => {
      launched.delete(pid);
      resolve(code);
    });
  });
  return {
    pid,
    exitCode,
    output: () => output,
    until: async (/** @type {RegExp} */ text) =>
      assert.ok(
        await pollUntil(() => text.test(output), { deadlineMs: 60_000 }),
        `waiting for ${text}:\n${output}`,
      ),
  };
}

/** Records of everything that a launcher starts. */
function records() {
  const files = [
    'api.process.json',
    'worker.process.json',
    'mysql/data.process.json',
    'redis/data.process.json',
  ];
  return files.map((file) => readProcessRecord(join(data, file)));
}

test('Ctrl-C stops everything and is no failure; the next start reuses data and ports', {
  skip,
}, async () => {
  const urls = [];
  for (let run = 0; run < 2; run++) {
    const started = launch();
    await started.until(/Ctrl-C stops everything/);
    assert.match(
      started.output(),
      new RegExp(`curl .*http://127.0.0.1:${port}/v1/batches/33/claims.*a-token`),
    );
    const settings = readFileSync(join(data, 'demo.env'), 'utf8');
    assert.match(settings, /^export USER_TOKEN='a-token'$/m);
    const found = [/DATABASE_URL=\S+/, /REDIS_URL=\S+/].map((url) => url.exec(settings)?.[0]);
    assert.ok(found.every((url) => url && url.length > 20));
    urls.push(...found);
    const processes = records();
    assert.ok(processes.every(isAlive));

    signalGroup(started.pid, 'SIGINT');
    assert.equal(await started.exitCode, 0, started.output());
    assert.doesNotMatch(started.output(), /Killing|Hurrying/);
    assert.deepEqual(processes.map(isAlive), [false, false, false, false]);
  }
  assert.deepEqual(urls.slice(0, 2), urls.slice(2));
});

test('SIGTERM to npm alone stops everything', { skip }, async () => {
  const started = launch();
  await started.until(/Ctrl-C stops everything/);
  const processes = records();
  process.kill(started.pid, 'SIGTERM');
  assert.equal(await started.exitCode, 0, started.output());
  assert.deepEqual(processes.map(isAlive), [false, false, false, false]);
});

test('after a kill -9 of the launcher the next start clears up and runs', { skip }, async () => {
  const killed = launch();
  await killed.until(/Ctrl-C stops everything/);
  const orphans = records();
  const launcher = readProcessRecord(join(data, 'launcher.lock'));
  process.kill(launcher?.pid ?? 0, 'SIGKILL');
  await killed.exitCode;
  assert.ok(isAlive(orphans[0]), 'the API outlives a launcher that could not stop it');

  const next = launch();
  await next.until(/Ctrl-C stops everything/);
  assert.deepEqual(orphans.map(isAlive), [false, false, false, false]);
  const processes = records();
  signalGroup(next.pid, 'SIGINT');
  assert.equal(await next.exitCode, 0, next.output());
  assert.deepEqual(processes.map(isAlive), [false, false, false, false]);
});

test('a process of the application that dies stops everything with its exit code and last words', {
  skip,
}, async () => {
  const started = launch({ STAND_IN_DIES: 'main' });
  assert.equal(await started.exitCode, 7);
  assert.match(started.output(), /api ended with exit code 7.*\n(.*\n)*.*\| out of luck/);
  assert.deepEqual(records(), [undefined, undefined, undefined, undefined]);
});

test('a second launcher in the same folder is refused', { skip }, async () => {
  const first = launch();
  await first.until(/Ctrl-C stops everything/);
  const second = launch();
  assert.equal(await second.exitCode, 1);
  assert.match(second.output(), /runs here already \(pid \d+\)/);
  assert.ok(records().every(isAlive), 'the first one is left alone');
  signalGroup(first.pid, 'SIGINT');
  assert.equal(await first.exitCode, 0);
});

test('a port in use is reported before anything is started', async () => {
  const squatter = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  const refused = launch();
  assert.equal(await refused.exitCode, 1);
  assert.match(refused.output(), new RegExp(`Port ${port} .*PORT=`));
  assert.doesNotMatch(refused.output(), /runs on/);
  squatter.close();
});

test('the key that signs tokens is kept, for its owner only', { skip }, async () => {
  const file = join(data, 'jwt-secret');
  assert.ok(readFileSync(file, 'utf8').length >= 32);
  assert.equal(statSync(file).mode & 0o777, 0o600);
});
