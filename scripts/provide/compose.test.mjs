import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { findRedisServer } from '../servers/index.mjs';
import { composeAnswers, startCompose } from './compose.mjs';

const redis = findRedisServer();
const folder = mkdtempSync(join(tmpdir(), 'compose-'));
const calls = join(folder, 'calls');
const pidFile = join(folder, 'redis.pid');
const path = process.env.PATH;
// The well-known port is kept busy, so that a port of the test's own is picked and nobody else's Redis comes between.
const wellKnown = createServer();
before(
  () =>
    new Promise((resolve) => {
      wellKnown.once('error', resolve).listen(6379, '127.0.0.1', () => resolve(undefined));
    }),
);
after(() => {
  wellKnown.close();
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a "docker" first on the PATH that writes down its calls and runs a real Redis in place of the container. */
function stubDocker() {
  const script = `#!/bin/sh
echo "$*" >> ${calls}
case "$*" in
  *" port "*) [ -e ${pidFile} ] && echo "127.0.0.1:$(cat ${folder}/port)" || exit 1 ;;
  *" up "*)
    echo "$REDIS_PORT" > ${folder}/port
    ${redis?.path} --port "$REDIS_PORT" --bind 127.0.0.1 --save '' --dir ${folder} --daemonize yes --pidfile ${pidFile} > /dev/null
    while [ ! -s ${pidFile} ]; do sleep 0.05; done ;;
  *" stop "*|*" down "*)
    # A Redis that ends removes its pid file: not the next one's, so its end is waited for.
    pid=$(cat ${pidFile}); kill "$pid"; while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done; rm -f ${pidFile} ;;
esac
`;
  writeFileSync(join(folder, 'docker'), script);
  chmodSync(join(folder, 'docker'), 0o755);
  process.env.PATH = `${folder}${delimiter}${path}`;
}

test('without an engine that answers, Compose is not an option', () => {
  writeFileSync(join(folder, 'docker'), '#!/bin/sh\nexit 1\n');
  chmodSync(join(folder, 'docker'), 0o755);
  process.env.PATH = `${folder}${delimiter}${path}`;
  assert.equal(composeAnswers(), false);
});

test('starts a service on a free port and stops only what it started', {
  skip: !redis && 'no Redis',
}, async () => {
  stubDocker();
  assert.equal(composeAnswers(), true);
  const options = { root: folder, throwAway: false, say: () => {} };
  const ours = await startCompose('redis', options);
  assert.match(ours.url, /^redis:\/\/127\.0\.0\.1:\d+\/0$/);

  const alreadyUp = await startCompose('redis', options);
  assert.equal(alreadyUp.url, ours.url);
  await alreadyUp.stop();
  assert.doesNotMatch(readFileSync(calls, 'utf8'), / stop /, 'what ran before us goes on running');

  await ours.stop();
  assert.match(readFileSync(calls, 'utf8'), /compose --project-directory \S+ stop redis\n$/);
});

test('a throw-away instance has a project of its own and removes it with its data', {
  skip: !redis && 'no Redis',
}, async () => {
  stubDocker();
  const ours = await startCompose('redis', {
    root: folder,
    project: 'coupon-test-1',
    throwAway: true,
    say: () => {},
  });
  await ours.stop();
  assert.match(readFileSync(calls, 'utf8'), /--project-name coupon-test-1 down --volumes\n$/);
});
