import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LaunchFailure } from '../failure.mjs';
import { findMysqld, findRedisServer, startMysql, startRedis } from '../servers/index.mjs';
import { installByApt, mayUseApt } from './apt.mjs';
import { chooseProvider } from './choose-provider.mjs';
import { composeAnswers, startCompose } from './compose.mjs';
import { installHint, parseDistributions } from './install-hint.mjs';
import { requireMysqlUrl, requireRedisUrl } from './service-url.mjs';

/**
 * @typedef {import('./install-hint.mjs').Service} Service
 * @typedef {import('./choose-provider.mjs').Provider} Provider
 *
 * A server that is up. `stop` does nothing to a server that was there before.
 * @typedef {object} ProvidedServer
 * @property {string} url
 * @property {(hurry?: AbortSignal) => Promise<void>} stop
 * @property {(listener: (message: string) => void) => void} onUnexpectedExit
 *
 * @typedef {object} ProvideOptions
 * @property {string} root the project
 * @property {string | undefined} dataDir folder to keep data in; undefined for a throw-away instance
 * @property {{ mysql: string, redis: string }} urlVariables environment variables that name a running server
 * @property {(message: string) => void} say
 * @property {AbortSignal} [signal]
 */

// What tests may do beyond the application's own account: make databases of their own, look at locks.
const TEST_RIGHTS = { databasePrefix: 'coupon_test_', globalPrivileges: ['PROCESS'] };

/**
 * Decides where MySQL and Redis come from, without starting or installing anything: what cannot work is said before
 * anybody waits for an installation.
 * @param {{ mysql: string, redis: string }} urlVariables environment variables that name a running server
 * @returns {Record<Service, Exclude<Provider, 'none'>>}
 * @throws {LaunchFailure} that says what to install
 */
export function planServers(urlVariables) {
  const mysql = choose('mysql', urlVariables);
  const redis = choose('redis', urlVariables);
  if (mysql !== 'none' && redis !== 'none') return { mysql, redis };
  /** @type {Service[]} */
  const missing = [];
  if (mysql === 'none') missing.push('mysql');
  if (redis === 'none') missing.push('redis');
  throw new LaunchFailure(
    installHint(missing, { platform: process.platform, distributions: distributions() }),
  );
}

/**
 * Provides MySQL and Redis, each from its planned provider.
 * @param {ReturnType<typeof planServers>} plan
 * @param {ProvideOptions} options
 * @param {(server: ProvidedServer) => void} onStarted called for each as soon as it runs, so that it can be stopped
 *   whatever happens next
 * @returns {Promise<{ mysqlUrl: string, redisUrl: string }>}
 * @throws {LaunchFailure} that says why a server did not start
 */
export async function provideServers(plan, options, onStarted) {
  /** @type {Record<Service, string>} */
  const urls = { mysql: '', redis: '' };
  const start = async (/** @type {Service} */ service) => {
    const server = await provide(service, plan[service], options);
    onStarted(server);
    urls[service] = server.url;
  };
  /** @type {Promise<void>[]} */
  const starting = [];
  for (const service of /** @type {Service[]} */ (['mysql', 'redis'])) {
    // Package installations, and containers of one Compose project, take turns; servers of our own start side by side.
    if (plan[service] === 'apt') await installByApt(service, options);
    const started = start(service);
    if (plan[service] === 'compose') await started;
    else starting.push(started);
    // Looked at below: until then a failure is nobody's.
    started.catch(() => {});
  }
  // Each is waited for, also where another one has failed: whatever runs is known to who stops it.
  const results = await Promise.allSettled(starting);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return { mysqlUrl: urls.mysql, redisUrl: urls.redis };
}

/**
 * @param {Service} service
 * @param {{ mysql: string, redis: string }} urlVariables
 */
function choose(service, urlVariables) {
  return chooseProvider({
    url: process.env[urlVariables[service]],
    isInstalled: () => findProgram(service) !== undefined,
    composeAnswers,
    mayUseApt: () => mayUseApt(distributions(), process.env),
  });
}

/** @param {Service} service */
function findProgram(service) {
  return service === 'mysql' ? findMysqld() : findRedisServer();
}

/**
 * @param {Service} service
 * @param {Provider} provider
 * @param {ProvideOptions} options
 * @returns {Promise<ProvidedServer>}
 */
async function provide(service, provider, options) {
  const { root, dataDir, say, signal } = options;
  if (provider === 'url') return useGivenUrl(service, options);
  if (provider === 'compose') {
    const project = dataDir === undefined ? `coupon-test-${process.pid}` : undefined;
    const started = await startCompose(service, {
      root,
      project,
      throwAway: dataDir === undefined,
      say,
      signal,
    });
    return { ...started, onUnexpectedExit: () => {} };
  }
  return startPrivate(service, options);
}

/**
 * @param {Service} service
 * @param {ProvideOptions} options
 * @returns {Promise<ProvidedServer>}
 */
async function useGivenUrl(service, { urlVariables, say, signal }) {
  const variable = urlVariables[service];
  const url = process.env[variable] ?? '';
  const shown = await (service === 'mysql' ? requireMysqlUrl : requireRedisUrl)(variable, url, signal);
  say(`Using ${shown} (${variable}).`);
  return { url, stop: async () => {}, onUnexpectedExit: () => {} };
}

/**
 * @param {Service} service
 * @param {ProvideOptions} options
 * @returns {Promise<ProvidedServer>}
 */
async function startPrivate(service, { dataDir, say, signal }) {
  const began = performance.now();
  const dir = dataDir === undefined ? undefined : join(dataDir, service);
  const server = await (service === 'mysql'
    ? startPrivateMysql({ dir, say, signal })
    : startRedis({ program: requireProgram(findRedisServer()), dir, say, signal }));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  say(`${server.name} runs on 127.0.0.1:${server.port}, data in ${server.dir} (${seconds} s).`);
  return {
    url: server.url,
    stop: (hurry) => server.stop({ hurry }),
    onUnexpectedExit: (listener) => {
      server.onUnexpectedExit = listener;
    },
  };
}

/** @param {{ dir: string | undefined, say: (message: string) => void, signal?: AbortSignal }} options */
function startPrivateMysql(options) {
  const program = requireProgram(findMysqld());
  const bufferPoolMib = Number(process.env.COUPON_BUFFER_POOL_MIB) || 256;
  const rights = options.dir === undefined ? TEST_RIGHTS : {};
  return startMysql({ program, settings: { bufferPoolMib }, ...rights, ...options });
}

/**
 * @template T
 * @param {T | undefined} program
 * @returns {T}
 */
function requireProgram(program) {
  if (program === undefined)
    throw new LaunchFailure('The packages were installed, but hold no usable server program.');
  return program;
}

function distributions() {
  try {
    return parseDistributions(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return [];
  }
}
