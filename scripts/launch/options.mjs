import { LaunchFailure } from '../failure.mjs';

export const START_HELP = `npm start [-- OPTIONS]

Starts MySQL, Redis, the API and the worker; Ctrl-C stops them. Needs Node 20.19 and nothing else.

Options:
  --no-seed   leave the database without demo data
  --help      show this text

Variables (also from .env in this folder):
  DATABASE_URL, REDIS_URL   use these servers instead of private ones in .data/
  MYSQLD, REDIS_SERVER      server programs to run, where the first one found is not the right one
  COUPON_DATA_DIR           folder for data, instead of .data/
  COUPON_BUFFER_POOL_MIB    InnoDB's page cache in MiB (256)
  COUPON_NO_APT=1           never install packages
  HOST, PORT                where the API listens (127.0.0.1:3000)
  JWT_SECRET                key that signs tokens; else a random one is kept in .data/

Everything else that the application reads is explained in .env.example.`;

/**
 * @param {string[]} args
 * @returns {{ help: boolean, seed: boolean }}
 * @throws {LaunchFailure} for an option that does not exist
 */
export function parseStartOptions(args) {
  const options = { help: false, seed: true };
  for (const arg of args) {
    if (arg === '--help' || arg === '-h') options.help = true;
    else if (arg === '--no-seed') options.seed = false;
    else throw new LaunchFailure(`Unknown option ${arg}.\n\n${START_HELP}`, 2);
  }
  return options;
}

/** @typedef {{ host: string, port: number, shownHost: string }} ApiAddress `shownHost` is one that a browser here can open */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {ApiAddress}
 * @throws {LaunchFailure} when PORT is no port
 */
export function parseApiAddress(env) {
  const host = env.HOST || '127.0.0.1';
  const text = env.PORT || '3000';
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new LaunchFailure(`PORT=${text} is not a port: it must be a number from 1 to 65535.`);
  }
  const shownHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return { host, port, shownHost: shownHost.includes(':') ? `[${shownHost}]` : shownHost };
}

/**
 * Refuses a Node that cannot run the application, before it fails somewhere inside.
 * @param {string} version e.g. "20.19.0"
 */
export function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new LaunchFailure(`Node ${version} is too old: 20.19 or newer is needed.`);
}
