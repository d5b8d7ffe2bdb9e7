import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

let status = 200;
/** @type {string[]} */
const asked = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(status).end();
});
let port = '';

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = String(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
});
after(() => server.close());

/**
 * @param {string} command the container's process
 * @param {Record<string, string>} env
 * @returns {Promise<number>} the exit code
 */
async function check(command, env) {
  const script = new URL('./healthcheck.mjs', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, command], { env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code;
}

test('asks the API at PORT, whatever the worker has', async () => {
  assert.equal(await check('node dist/src/main.js', { HOST: '0.0.0.0', PORT: port, WORKER_PORT: '1' }), 0);
  assert.deepEqual(asked.splice(0), ['/health/live']);
});

test('asks the worker at WORKER_PORT', async () => {
  assert.equal(await check('node dist/src/worker.js', { HOST: '0.0.0.0', PORT: '1', WORKER_PORT: port }), 0);
  assert.equal(asked.splice(0).length, 1);
});

test('fails when nobody answers, or not well', async () => {
  assert.equal(await check('node dist/src/main.js', { PORT: '1' }), 1);
  status = 503;
  assert.equal(await check('node dist/src/main.js', { PORT: port }), 1);
  status = 200;
});

test('a worker that listens nowhere, and a command, are well as long as they run', async () => {
  assert.equal(await check('node dist/src/worker.js', {}), 0);
  assert.equal(await check('node dist/src/cli.js migrate', {}), 0);
});
