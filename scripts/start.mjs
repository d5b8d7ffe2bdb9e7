import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LaunchFailure } from './failure.mjs';
import { runInterruptibly } from './interrupts.mjs';
import { explainEnd, startAppProcess, waitUntilReady } from './launch/app-processes.mjs';
import { describeDemo, writeDemoEnvironment } from './launch/demo.mjs';
import { demoStillGives, recallDemo, seedDemo } from './launch/demo-data.mjs';
import { becomeOnlyLauncher, recordFile } from './launch/only-launcher.mjs';
import { parseApiAddress, parseStartOptions, requireNode, START_HELP } from './launch/options.mjs';
import { prepareDatabase } from './launch/prepare-database.mjs';
import { requireFreePort } from './launch/require-free-port.mjs';
import { loadCodeKey, loadJwtSecret, loadWebhookSecret } from './launch/secrets.mjs';
import { prepareApp } from './prepare/prepare-app.mjs';
import { planServers, provideServers } from './provide/provide-servers.mjs';
import { pickPort } from './servers/index.mjs';

const root = resolve(import.meta.dirname, '..');
const say = (/** @type {string} */ message) => console.log(`start  | ${message}`);

/** `npm start`: see START_HELP. */
await runInterruptibly({ body: start, exitCodeOf: () => 0 });

/** @type {Parameters<typeof runInterruptibly>[0]['body']} */
async function start(atEnd, { stop }) {
  const began = performance.now();
  const options = parseStartOptions(process.argv.slice(2));
  if (options.help) {
    console.log(START_HELP);
    return 0;
  }
  requireNode(process.versions.node);
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const address = parseApiAddress(process.env);
  const dataDir = resolve(root, process.env.COUPON_DATA_DIR || '.data');
  const release = await becomeOnlyLauncher(dataDir, say);
  atEnd(async () => release());
  await requireFreePort(address);

  // A process that dies gives up whatever is in progress, just as a signal does.
  const died = new AbortController();
  const signal = AbortSignal.any([stop, died.signal]);
  const fail = (/** @type {LaunchFailure} */ failure) => died.abort(failure);

  const urlVariables = { mysql: 'DATABASE_URL', redis: 'REDIS_URL' };
  const plan = planServers(urlVariables);
  await prepareApp({ root, say, signal });
  const urls = await provideServers(plan, { root, dataDir, urlVariables, say, signal }, (server) => {
    atEnd((hurry) => server.stop(hurry));
    server.onUnexpectedExit((message) => fail(new LaunchFailure(message)));
  });

  const env = await applicationEnvironment(dataDir, address, urls);
  const cli = { root, env, signal };
  const tokens = await prepareDatabase({ ...cli, say });

  const baseUrl = `http://${address.shownHost}:${address.port}`;
  const workerUrl = `http://${address.shownHost}:${env.WORKER_PORT}`;
  const apps = startApps(dataDir, env, { api: baseUrl, worker: workerUrl });
  atEnd((hurry) => stopApps(apps, hurry));
  for (const app of apps) app.process.onUnexpectedExit = () => fail(explainEnd(app));
  const ready = Promise.all(apps.map((app) => waitUntilReady(app, signal)));
  const [seeded] = await Promise.all([
    options.seed ? provideDemo(join(dataDir, 'demo.json'), { ...cli, baseUrl, tokens, ready }) : undefined,
    ready,
  ]);

  const seconds = (performance.now() - began) / 1000;
  const environmentFile = join(dataDir, 'demo.env');
  writeDemoEnvironment(environmentFile, { baseUrl, tokens, env });
  console.log(
    describeDemo({ baseUrl, workerUrl, environmentFile, tokens, batchId: seeded?.batchId, seconds }),
  );
  await new Promise((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  return 0;
}

/**
 * The demo of an earlier start, if it still gives out coupons; else one is made, or looked for, beside the starting processes.
 * @param {string} file
 * @param {import('./launch/demo-data.mjs').CliOptions & { baseUrl: string, tokens: import('./launch/demo.mjs').DemoToken[],
 *   ready: Promise<unknown> }} options
 */
async function provideDemo(file, { baseUrl, tokens, ready, ...cli }) {
  let demo = recallDemo(file, cli.env.DATABASE_URL ?? '');
  if (demo !== undefined) {
    await ready;
    const merchantToken = tokens.find(({ role }) => role === 'merchant')?.token;
    if (!(await demoStillGives(demo, { baseUrl, merchantToken, signal: cli.signal }))) demo = undefined;
  }
  demo ??= await seedDemo(file, cli);
  say(`Demo data: ${JSON.stringify(demo)}`);
  return demo;
}

/**
 * The environment of the application's processes: ours, completed.
 * @param {string} dataDir
 * @param {import('./launch/options.mjs').ApiAddress} address
 * @param {{ mysqlUrl: string, redisUrl: string }} urls
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function applicationEnvironment(dataDir, { host, port }, { mysqlUrl, redisUrl }) {
  const { JWT_SECRET, JWT_JWKS_URL, WORKER_PORT } = process.env;
  return {
    // No load balancer is to be waited for here.
    SHUTDOWN_DRAIN_SECONDS: '0',
    ...process.env,
    HOST: host,
    PORT: String(port),
    DATABASE_URL: mysqlUrl,
    REDIS_URL: redisUrl,
    // The worker needs no port, but with one we can ask it whether it is ready.
    WORKER_PORT: Number(WORKER_PORT) > 0 ? WORKER_PORT : String(await pickPort()),
    ...(JWT_SECRET || JWT_JWKS_URL ? {} : { JWT_SECRET: loadJwtSecret(join(dataDir, 'jwt-secret')) }),
    CODE_KEY: process.env.CODE_KEY || loadCodeKey(join(dataDir, 'code-key')),
    SANDBOX_WEBHOOK_SECRETS:
      process.env.SANDBOX_WEBHOOK_SECRETS || loadWebhookSecret(join(dataDir, 'webhook-secret')),
  };
}

/**
 * @param {string} dataDir
 * @param {NodeJS.ProcessEnv} env
 * @param {{ api: string, worker: string }} baseUrls
 */
function startApps(dataDir, env, baseUrls) {
  const scripts = /** @type {const} */ ([
    ['api', 'dist/src/main.js'],
    ['worker', 'dist/src/worker.js'],
  ]);
  return scripts.map(([name, script]) =>
    startAppProcess({
      root,
      name,
      script,
      env,
      readyUrl: `${baseUrls[name]}/health/ready`,
      recordFile: recordFile(dataDir, name),
    }),
  );
}

/**
 * @param {ReturnType<typeof startApps>} apps
 * @param {AbortSignal} hurry
 */
function stopApps(apps, hurry) {
  // The application finishes its requests and jobs within this time by itself; we kill only what hangs beyond it.
  const graceMs = ((Number(process.env.SHUTDOWN_GRACE_SECONDS) || 15) + 5) * 1_000;
  return Promise.all(apps.map((app) => app.process.stop({ graceMs, hurry, say })));
}
