import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LaunchFailure } from './failure.mjs';
import { runInterruptibly } from './interrupts.mjs';
import { requireNode } from './launch/options.mjs';
import { prepareApp } from './prepare/prepare-app.mjs';
import { planServers, provideServers } from './provide/provide-servers.mjs';
import { ManagedProcess, sweepAbandonedServers } from './servers/index.mjs';
import { countJest, countTap } from './testing/count-results.mjs';
import { parseTestOptions, TEST_HELP } from './testing/options.mjs';

const root = resolve(import.meta.dirname, '..');
const say = (/** @type {string} */ message) => console.log(`test   | ${message}`);

/** `npm test`: see TEST_HELP. */
await runInterruptibly({ body: test, exitCodeOf: (signal) => 128 + constants.signals[signal] });

/** @type {Parameters<typeof runInterruptibly>[0]['body']} */
async function test(atEnd, { stop }) {
  const options = parseTestOptions(process.argv.slice(2));
  if (options.help) {
    console.log(TEST_HELP);
    return 0;
  }
  requireNode(process.versions.node);
  const urlVariables = { mysql: 'TEST_DATABASE_URL', redis: 'TEST_REDIS_URL' };
  const plan = planServers(urlVariables);
  await prepareApp({ root, say, signal: stop });
  for (const folder of await sweepAbandonedServers())
    say(`Removed ${folder}, left behind by an earlier run.`);
  // What tests that were killed have left: their servers are in folders of their own.
  atEnd(sweepAbandonedServers);

  const died = new AbortController();
  const signal = AbortSignal.any([stop, died.signal]);
  const urls = await provideServers(
    plan,
    { root, dataDir: undefined, urlVariables, say, signal },
    (server) => {
      atEnd((hurry) => server.stop(hurry));
      server.onUnexpectedExit((message) => died.abort(new LaunchFailure(message)));
    },
  );
  const env = { ...process.env, TEST_DATABASE_URL: urls.mysqlUrl, TEST_REDIS_URL: urls.redisUrl };
  if (options.bareServers) return showServers(urls, signal);

  const results = mkdtempSync(join(tmpdir(), 'coupon-results-'));
  atEnd(async () => rmSync(results, { recursive: true, force: true }));
  const launcher =
    options.jestArgs.length === 0
      ? await runLauncherTests(results, signal)
      : { code: 0, passed: 0, failed: 0 };
  // Jest announces the report that it writes: only for those who asked.
  const report = join(results, 'jest.json');
  const reportArgs = options.summaryFile === undefined ? [] : ['--json', `--outputFile=${report}`];
  const jestScript = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const jestCode = await run([jestScript, ...reportArgs, ...options.jestArgs], env, signal);
  if (options.summaryFile !== undefined) {
    const jest = countJest(report);
    const summary = { passed: launcher.passed + jest.passed, failed: launcher.failed + jest.failed };
    writeFileSync(options.summaryFile, JSON.stringify(summary));
  }
  return jestCode || launcher.code;
}

/**
 * @param {{ mysqlUrl: string, redisUrl: string }} urls
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
function showServers({ mysqlUrl, redisUrl }, signal) {
  console.log(
    `\nexport TEST_DATABASE_URL='${mysqlUrl}'\nexport TEST_REDIS_URL='${redisUrl}'\n\nCtrl-C removes them.`,
  );
  return new Promise((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/**
 * Jest is CommonJS here and cannot load the modules of scripts/ and bench/: Node's own runner can.
 * @param {string} results folder for the report
 * @param {AbortSignal} signal
 */
async function runLauncherTests(results, signal) {
  const files = ['scripts', 'bench'].flatMap((folder) => {
    const names = /** @type {string[]} */ (readdirSync(join(root, folder), { recursive: true }));
    return names.filter((name) => name.endsWith('.test.mjs')).map((name) => join(root, folder, name));
  });
  const report = join(results, 'launcher.tap');
  const words = join(results, 'launcher.txt');
  // A dot per test as they end; what they say is shown when one fails.
  const reporters = Object.entries({ dot: 'stdout', spec: words, tap: report }).flatMap(
    ([reporter, destination]) => [
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${destination}`,
    ],
  );
  say('Tests of scripts/ and bench/:');
  const code = await run(['--test', '--test-concurrency=1', ...reporters, ...files], process.env, signal);
  if (code !== 0) console.log(readFileSync(words, 'utf8'));
  return { code, ...countTap(readFileSync(report, 'utf8')) };
}

/**
 * Runs Node with its output in ours. It leads a process group of its own, so that whatever tests started and
 * forgot ends with it.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal
 * @returns {Promise<number>} exit code
 */
async function run(args, env, signal) {
  signal.throwIfAborted();
  const child = new ManagedProcess({ name: 'tests', program: process.execPath, args, cwd: root, env });
  const abort = () => void child.stop({ graceMs: 5_000, say });
  signal.addEventListener('abort', abort);
  const status = await child.exited;
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
  return status.code ?? 1;
}
