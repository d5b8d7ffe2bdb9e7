import { LaunchFailure } from '../failure.mjs';
import { greetMysql } from '../servers/mysql-wire.mjs';
import { pollUntil } from '../servers/poll-until.mjs';
import { identifyRedis } from '../servers/redis-wire.mjs';

const ANSWER_DEADLINE_MS = 10_000;

/**
 * @param {string} variable the environment variable that holds the URL
 * @param {string} text
 * @param {{ protocols: string[], defaultPort: number }} expected
 * @returns {{ host: string, port: number, username: string, password: string, encrypted: boolean, shown: string }} `shown`
 *   is fit for printing: without the password
 * @throws {LaunchFailure} for anything but a URL of these protocols with a host; never repeats the text, which holds a password
 */
export function parseServiceUrl(variable, text, { protocols, defaultPort }) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !protocols.includes(url.protocol) || url.hostname === '') {
    throw new LaunchFailure(
      `${variable} must look like ${protocols[0]}//user:password@host:${defaultPort}/name.`,
    );
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port) || defaultPort;
  return {
    host,
    port,
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    encrypted: url.protocol === 'rediss:',
    shown: `${url.protocol}//${url.hostname}:${port}${url.pathname}`,
  };
}

/**
 * Waits until the server of a given URL answers; the application's own login comes later and says more.
 * @param {string} variable
 * @param {string} text
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>} the URL, fit for printing
 */
export async function requireMysqlUrl(variable, text, signal) {
  const { host, port, shown } = parseServiceUrl(variable, text, {
    protocols: ['mysql:'],
    defaultPort: 3306,
  });
  await requireAnswer(variable, shown, () => greetMysql({ host, port, timeoutMs: 5_000 }), signal);
  return shown;
}

/**
 * @param {string} variable
 * @param {string} text
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>} the URL, fit for printing
 */
export async function requireRedisUrl(variable, text, signal) {
  const parsed = parseServiceUrl(variable, text, { protocols: ['redis:', 'rediss:'], defaultPort: 6379 });
  const { host, port, username, password, encrypted, shown } = parsed;
  // TLS needs certificates that only the application's configuration knows.
  if (encrypted) return shown;
  await requireAnswer(
    variable,
    shown,
    () => identifyRedis({ host, port, username, password, timeoutMs: 5_000 }),
    signal,
  );
  return shown;
}

/**
 * @param {string} variable
 * @param {string} shown
 * @param {() => Promise<unknown>} ask
 * @param {AbortSignal} [signal]
 */
async function requireAnswer(variable, shown, ask, signal) {
  /** @type {unknown} */
  let lastError;
  const answered = await pollUntil(
    async () => {
      try {
        await ask();
        return true;
      } catch (error) {
        lastError = error;
        return false;
      }
    },
    { deadlineMs: ANSWER_DEADLINE_MS, signal },
  );
  if (answered) return;
  const reason = lastError instanceof Error ? lastError.message : String(lastError);
  throw new LaunchFailure(`${variable}: nothing usable answers at ${shown} (${reason}).`);
}
