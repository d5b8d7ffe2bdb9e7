import { join } from 'node:path';
import { prepareApp } from '../prepare/prepare-app.mjs';
import { planServers, provideServers } from '../provide/provide-servers.mjs';
import { sweepAbandonedServers } from '../servers/index.mjs';

const URL_VARIABLES = { mysql: 'TEST_DATABASE_URL', redis: 'TEST_REDIS_URL' };
const root = join(import.meta.dirname, '..', '..');
const say = (/** @type {string} */ message) => process.stderr.write(`test   | ${message}\n`);

/**
 * Jest begins and ends every run with new copies of the modules that it calls, also while it watches: what is running is kept here.
 * @type {{ couponTestServers?: import('../provide/provide-servers.mjs').ProvidedServer[] }}
 */
const kept = /** @type {any} */ (globalThis);

/**
 * For Jest's `globalSetup` of the projects that need servers; Jest calls it only when a test of such a project is to run. Does
 * nothing where `npm test` has provided servers already, or an earlier run while Jest watches.
 */
export async function provideTestServers() {
  if (kept.couponTestServers !== undefined) return;
  if (process.env.TEST_DATABASE_URL && process.env.TEST_REDIS_URL) return;
  stopAtSignals();
  await sweepAbandonedServers();
  /** @type {import('../provide/provide-servers.mjs').ProvidedServer[]} */
  const servers = [];
  kept.couponTestServers = servers;
  const plan = planServers(URL_VARIABLES);
  try {
    const urls = await provideServers(
      plan,
      { root, dataDir: undefined, urlVariables: URL_VARIABLES, say: () => {} },
      (server) => {
        servers.push(server);
        server.onUnexpectedExit(say);
      },
    );
    process.env.TEST_DATABASE_URL = urls.mysqlUrl;
    process.env.TEST_REDIS_URL = urls.redisUrl;
  } catch (error) {
    await stopTestServers();
    throw error;
  }
}

/** For tests of the built application: builds it where it is out of date. */
export async function buildForTests() {
  await prepareApp({ root, say });
}

/** Stops what {@link provideTestServers} has started. */
export async function stopTestServers() {
  const servers = kept.couponTestServers ?? [];
  if (servers.length === 0) return;
  kept.couponTestServers = undefined;
  delete process.env.TEST_DATABASE_URL;
  delete process.env.TEST_REDIS_URL;
  await Promise.all(servers.map((server) => server.stop()));
}

/** A signal ends Node at once; by way of `exit` no server outlives it. */
function stopAtSignals() {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.once(signal, () => process.exit(code));
  }
}
